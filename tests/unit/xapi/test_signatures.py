"""What a signature has to be, for a statement that is stored with it."""

from __future__ import annotations

import base64
import json
import uuid
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key

from lrs.errors import StatementRefused
from lrs.xapi.incoming import read_batch
from lrs.xapi.signatures import check_signature, check_signatures
from lrs.xapi.versions import V1_0_3, V2_0_0, VERSIONS, Version
from tests.attachments import attachment, sha2
from tests.signing import Signer, certificate, key, sign, signature, signer
from tests.statements import statement

SIGNED = statement(attachments=[attachment(b"certificate")], result={"duration": "PT1H0.129S"})


def refusal(content: bytes, received: dict[str, Any] = SIGNED, version: Version = V1_0_3) -> str | None:
    with pytest.raises(StatementRefused) as refused:
        check_signature(content, received, version)
    return refused.value.rule


def segment(value: object) -> str:
    text = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(text).rstrip(b"=").decode()


@pytest.mark.parametrize("version", VERSIONS, ids=lambda version: version.name)
@pytest.mark.parametrize("algorithm", ["RS256", "RS384", "RS512"])
def test_a_signature_of_the_statement_is_accepted(algorithm: str, version: Version) -> None:
    check_signature(sign(SIGNED, alg=algorithm), SIGNED, version)
    check_signature(sign(SIGNED, alg=algorithm, x5c=signer().x5c), SIGNED, version)


@pytest.mark.parametrize("algorithm", ["HS256", "PS256"])
def test_another_algorithm_is_refused(algorithm: str) -> None:
    assert refusal(sign(SIGNED, alg=algorithm)) == "signature.algorithm"


def test_a_signature_by_no_algorithm_is_refused() -> None:
    unsigned = f"{segment({'alg': 'none'})}.{segment(SIGNED)}."
    assert refusal(unsigned.encode()) in {"signature.algorithm", "signature.jws"}


def test_what_is_signed_is_the_statement_before_the_signature_was_attached() -> None:
    content = sign(SIGNED)
    check_signature(content, SIGNED | {"attachments": [*SIGNED["attachments"], signature(content)]}, V1_0_3)


@pytest.mark.parametrize("version", [V1_0_3, V2_0_0], ids=lambda version: version.name)
def test_what_the_comparison_of_statements_ignores_is_ignored(version: Version) -> None:
    other = SIGNED | {
        "id": SIGNED["id"].upper(),
        "result": {"duration": "PT1H0.121S"},
        "timestamp": "2026-03-02T10:00:00.000+01:00",
        "stored": "2026-03-02T10:00:00Z",
    }
    check_signature(sign(other), SIGNED, version)


@pytest.mark.parametrize(
    "changed",
    [
        {"id": str(uuid.uuid4())},
        {"result": {"duration": "PT1H0.13S"}},
        {"timestamp": "2026-03-02T09:00:01Z"},
        {"attachments": []},
        {"verb": {"id": "http://adlnet.gov/expapi/verbs/failed"}},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_a_signature_of_another_statement_is_refused(changed: dict[str, Any]) -> None:
    assert refusal(sign(SIGNED | changed)) == "signature.statement"


@pytest.mark.parametrize(
    "payload", ["", "{'actor': 1}", "[]", "null", {}, SIGNED | {"actor": {"mbox": "nobody"}}, "[" * 200_000]
)
def test_a_payload_that_is_no_statement_is_refused(payload: object) -> None:
    assert refusal(sign(payload)) == "signature.payload"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"here is a simple attachment",
        b"\xff\x00\xfe",
        b"a.b.c",
        b"a.b.c.d",
        json.dumps({"payload": "", "signatures": []}).encode(),
        sign(SIGNED) + b"\n",
        sign(SIGNED) + b"=",
        sign(SIGNED).rpartition(b".")[0] + b".",
        b"." + sign(SIGNED).partition(b".")[2],
        f"{segment(['alg'])}.{segment(SIGNED)}.AAAA".encode(),
        f"{segment('alg')}.{segment(SIGNED)}.AAAA".encode(),
        f"{segment({})}.{segment(SIGNED)}.AAAA".encode(),
        f"{segment({'alg': 7})}.{segment(SIGNED)}.AAAA".encode(),
        f"{segment({'alg': 'RS256', 'crit': ['exp'], 'exp': 1})}.{segment(SIGNED)}.AAAA".encode(),
        f"{segment(b'[' * 100_000)}.{segment(SIGNED)}.AAAA".encode(),
    ],
    ids=range(16),
)
def test_what_is_no_compact_web_signature_is_refused(content: bytes) -> None:
    assert refusal(content) == "signature.jws"


def test_a_statement_of_some_size_can_be_signed() -> None:
    large = SIGNED | {"result": {"response": "x" * 2_000_000}}
    check_signature(sign(large), large, V1_0_3)


def test_a_signature_that_does_not_fit_its_certificate_is_refused() -> None:
    assert refusal(sign(SIGNED, by=signer("somebody else"), x5c=signer().x5c)) == "signature.verification"


def test_a_payload_that_was_changed_after_it_was_signed_is_refused() -> None:
    header, _, rest = sign(SIGNED | {"id": str(uuid.uuid4())}, x5c=signer().x5c).partition(b".")
    forged = b".".join([header, segment(SIGNED).encode(), rest.partition(b".")[2]])
    assert refusal(forged) == "signature.verification"


@pytest.mark.parametrize(
    ("chain", "rule"),
    [
        ([], "signature.certificate"),
        (["not base64"], "signature.certificate"),
        ([segment(b"no certificate")], "signature.certificate"),
        ([signer().x5c[0], signer("another").x5c[0]], "signature.certificate"),
        ([*signer().x5c, signer().x5c[0]], "signature.certificate"),
        ("a string", "signature.jws"),
        ([1], "signature.jws"),
    ],
)
def test_a_chain_that_does_not_hold_is_refused(chain: Any, rule: str) -> None:
    header = segment({"alg": "RS256", "x5c": chain})
    _, payload, signed = sign(SIGNED).decode().split(".")
    assert refusal(f"{header}.{payload}.{signed}".encode()) == rule


def test_the_key_of_the_certificate_may_not_be_too_small() -> None:
    small = generate_private_key(65537, 1024)  # noqa: S505 (that is what is refused)
    chain = Signer(key("cme office"), (certificate("small", small, "small", key("small")),)).x5c
    assert refusal(sign(SIGNED, x5c=chain)) == "signature.certificate"


def test_the_statement_and_the_attachment_at_fault_are_named() -> None:
    plain = statement(attachments=[attachment(b"certificate")])
    contents = {sha2(each): each for each in (sign(SIGNED), sign(plain), b"no signature")}
    good, also_good, bad = (signature(content) for content in contents.values())
    batch = read_batch(
        json.dumps(
            [
                SIGNED | {"attachments": [*SIGNED["attachments"], good]},
                plain | {"attachments": [also_good, *plain["attachments"], bad]},
            ]
        ).encode(),
        V1_0_3,
        b"{}",
    )
    with pytest.raises(StatementRefused) as refused:
        check_signatures(batch, contents, V1_0_3)
    error = refused.value
    assert (error.index, error.statement_id, error.rule) == (1, plain["id"], "signature.jws")
    assert error.pointer == "/attachments/2"
    assert str(error).startswith("attachments[2] is not a JSON Web Signature")


def test_a_signature_that_did_not_come_is_refused_also_if_it_has_a_file_url() -> None:
    signed = statement(attachments=[signature(b"x", fileUrl="https://cme.example/signature")])
    batch = read_batch(json.dumps(signed).encode(), V1_0_3, b"{}")
    with pytest.raises(StatementRefused) as refused:
        check_signatures(batch, {}, V1_0_3)
    assert refused.value.rule == "signature.missing"


def test_the_id_that_a_statement_is_stored_under_counts_as_its_own() -> None:
    payload = statement()
    sent = statement(id=None, attachments=[signature(sign(payload))])
    batch = read_batch(json.dumps(sent).encode(), V1_0_3, b"{}")
    with pytest.raises(StatementRefused) as refused:
        check_signatures(batch, {sent["attachments"][0]["sha2"]: sign(payload)}, V1_0_3)
    assert refused.value.rule == "signature.statement"
