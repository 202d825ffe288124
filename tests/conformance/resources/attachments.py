"""Statements with the contents of their attachments, and signed ones."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from tests import attachments as parts
from tests.attachments import MULTIPART, multipart, part, sha2
from tests.conformance.lrs import MAX_ATTACHMENT, Answer, Lrs, assert_refused, iri, unique
from tests.conformance.rows import ResourceTable
from tests.conformance.values import attachment, reference, simple, sub, whole
from tests.signing import sign, signature, signer

SENDING = ResourceTable("Attachments: sending", "4.1.3, 4.2.2.6")
READING = ResourceTable("Attachments: reading", "4.1.6.1")
SIGNATURES = ResourceTable("Signed statements", "")
PDF = b"%PDF-1.7\r\n--\x00\xff certificate \r\n\r\n"
TEXT = b"here is a simple attachment"


async def send(lrs: Lrs, body: bytes, type_: str = MULTIPART["Content-Type"]) -> Answer:
    """POST a body of several parts."""
    return await lrs.post("statements", body, headers={"Content-Type": type_})


async def accept(lrs: Lrs, *body_parts: bytes) -> list[str]:
    """POST parts, which are accepted, and return the ids."""
    answer = await send(lrs, multipart(*body_parts))
    assert answer.status == 200, answer
    ids: list[str] = answer.json
    return ids


def with_content(*contents: bytes, **members: Any) -> dict[str, Any]:
    """Return a statement whose attachments have these contents."""
    return simple(attachments=[parts.attachment(each) for each in contents], **members)


async def contents(lrs: Lrs, **parameters: str) -> dict[str, tuple[str, bytes]]:
    """Return what a query answers of the attachments, by hash."""
    answer = await lrs.get("statements", {"attachments": "true", **parameters})
    assert answer.status == 200, answer
    return parts.parse(answer.headers["Content-Type"], answer.body)[1]


@SENDING.row(
    "Communication 1.5.2", "A statement and its attachments come as multipart/mixed, by POST and PUT"
)
async def _(lrs: Lrs) -> None:
    sent = with_content(PDF, TEXT)
    assert await accept(lrs, parts.statements(sent), part(PDF), part(TEXT)) == [sent["id"]]
    other = with_content(PDF)
    body = multipart(parts.statements(other), part(PDF))
    answer = await lrs.put("statements", body, {"statementId": other["id"]}, MULTIPART)
    assert answer.status == 204
    for each in (sent, other):
        assert (await lrs.statement(each["id"]))["attachments"] == each["attachments"]


@SENDING.row(
    "Communication 1.5.2", "A batch comes as one part; attachments that several statements share come once"
)
async def _(lrs: Lrs) -> None:
    batch = [with_content(PDF), simple(), with_content(PDF, TEXT)]
    assert await accept(lrs, parts.statements(*batch), part(PDF), part(TEXT)) == [
        each["id"] for each in batch
    ]


@SENDING.row("Communication 1.5.2", "multipart/mixed without an attachment is accepted")
async def _(lrs: Lrs) -> None:
    await accept(lrs, parts.statements(simple()))


@SENDING.row("Communication 1.5.2", "multipart/mixed with attachments that all have a fileUrl is accepted")
async def _(lrs: Lrs) -> None:
    await accept(lrs, parts.statements(simple(attachments=[attachment()])))


@SENDING.row("Communication 1.5.2", "An attachment with a fileUrl may come with its content")
async def _(lrs: Lrs) -> None:
    sent = simple(attachments=[parts.attachment(TEXT, fileUrl=iri())])
    [statement_id] = await accept(lrs, parts.statements(sent), part(TEXT))
    assert await contents(lrs, statementId=statement_id) == {sha2(TEXT): ("application/pdf", TEXT)}


@SENDING.row("Data 2.4.11", "A SubStatement's attachments come the same way")
async def _(lrs: Lrs) -> None:
    sent = simple(object=sub(attachments=[parts.attachment(TEXT)]))
    [statement_id] = await accept(lrs, parts.statements(sent), part(TEXT))
    assert sha2(TEXT) in await contents(lrs, statementId=statement_id)


@SENDING.row("Data 2.4.11", "The hash may be any SHA-2, in capital letters too")
async def _(lrs: Lrs) -> None:
    for name in ("sha224", "sha256", "sha384", "sha512"):
        content = unique().encode()
        digest = hashlib.new(name, content).hexdigest().upper()
        sent = simple(attachments=[parts.attachment(content, sha2=digest)])
        await accept(lrs, parts.statements(sent), part(content, {"X-Experience-API-Hash": digest}))


@SENDING.row("Data 2.4.11", "The length that an attachment declares is not held against it")
async def _(lrs: Lrs) -> None:
    content = unique().encode()
    await accept(
        lrs, parts.statements(simple(attachments=[parts.attachment(content, length=1)])), part(content)
    )


@SENDING.row("Communication 1.5.2", "A part that does not name its transfer encoding is binary")
async def _(lrs: Lrs) -> None:
    await accept(lrs, parts.statements(with_content(TEXT)), part(TEXT, {"Content-Transfer-Encoding": None}))


async def assert_nothing_stored(lrs: Lrs, sent: dict[str, Any], body: bytes, rule: str | None = None) -> None:
    """Check that a request is refused, and the statement not stored."""
    assert_refused(await send(lrs, body), rule=rule)
    assert (await lrs.get("statements", {"statementId": sent["id"]})).status == 404


@SENDING.row("Communication 1.5.2", "An attachment with neither a part nor a fileUrl is refused")
async def _(lrs: Lrs) -> None:
    content = unique().encode()
    sent = with_content(TEXT, content)
    await assert_nothing_stored(
        lrs, sent, multipart(parts.statements(sent), part(TEXT)), "attachment.content"
    )


@SENDING.row("Communication 1.5.2", "What an earlier request brought does not stand in for a part")
async def _(lrs: Lrs) -> None:
    await accept(lrs, parts.statements(with_content(TEXT)), part(TEXT))
    sent = with_content(TEXT)
    await assert_nothing_stored(lrs, sent, multipart(parts.statements(sent)), "attachment.content")


@SENDING.row("Communication 1.5.2", "A part that no statement declares is refused")
async def _(lrs: Lrs) -> None:
    sent = with_content(TEXT)
    await assert_nothing_stored(
        lrs, sent, multipart(parts.statements(sent), part(TEXT), part(PDF)), "multipart.excess"
    )


@SENDING.row("Communication 1.5.2", "A part without X-Experience-API-Hash is refused")
async def _(lrs: Lrs) -> None:
    sent = with_content(TEXT)
    body = multipart(parts.statements(sent), part(TEXT, {"X-Experience-API-Hash": None}))
    await assert_nothing_stored(lrs, sent, body, "multipart.hash")


@SENDING.row("Communication 1.5.2", "A part whose content has another hash than it names is refused")
async def _(lrs: Lrs) -> None:
    sent = with_content(TEXT)
    body = multipart(parts.statements(sent), part(PDF, {"X-Experience-API-Hash": sha2(TEXT)}))
    await assert_nothing_stored(lrs, sent, body, "multipart.content")


@SENDING.row("Communication 1.5.2", "A part in another transfer encoding than binary is refused")
async def _(lrs: Lrs) -> None:
    sent = with_content(TEXT)
    body = multipart(parts.statements(sent), part(TEXT, {"Content-Transfer-Encoding": "base64"}))
    await assert_nothing_stored(lrs, sent, body, "multipart.encoding")


@SENDING.row("Communication 1.5.2", "The first part is the statements, as application/json")
async def _(lrs: Lrs) -> None:
    sent = with_content(TEXT)
    for body in (
        multipart(parts.statements(sent, headers={"Content-Type": "text/plain"}), part(TEXT)),
        multipart(part(TEXT), parts.statements(sent)),
    ):
        await assert_nothing_stored(lrs, sent, body, "multipart.statements")


@SENDING.row("Communication 1.5.2", "All statements are in the first part")
async def _(lrs: Lrs) -> None:
    sent = with_content(TEXT)
    body = multipart(parts.statements(sent), parts.statements(simple()), part(TEXT))
    await assert_nothing_stored(lrs, sent, body)


@SENDING.row("Communication 1.5.2", "The Content-Type names the boundary, and the body has it (RFC 2046)")
async def _(lrs: Lrs) -> None:
    sent = with_content(TEXT)
    good = multipart(parts.statements(sent), part(TEXT))
    for body, type_ in (
        (good, "multipart/mixed"),
        (good, "multipart/mixed; boundary=another"),
        (parts.statements(sent), MULTIPART["Content-Type"]),
        (good.rpartition(b"\r\n--")[0], MULTIPART["Content-Type"]),
        (b"", MULTIPART["Content-Type"]),
        (json.dumps(sent).encode(), MULTIPART["Content-Type"]),
    ):
        assert_refused(await send(lrs, body, type_))
    assert (await lrs.get("statements", {"statementId": sent["id"]})).status == 404


@SENDING.row("Communication 1.5", "Attachments come in no other multipart type")
async def _(lrs: Lrs) -> None:
    body = multipart(parts.statements(with_content(TEXT)), part(TEXT))
    for type_ in ("multipart/form-data", "multipart/related"):
        assert_refused(await send(lrs, body, MULTIPART["Content-Type"].replace("multipart/mixed", type_)))


@SENDING.row("Communication 3.2", "Of a batch with one bad statement, nothing is stored, and no attachment")
async def _(lrs: Lrs) -> None:
    sent = with_content(TEXT)
    body = multipart(parts.statements(sent, simple(verb={})), part(TEXT))
    await assert_nothing_stored(lrs, sent, body, "verb.missing")


@SENDING.row("Communication 3.2", "An attachment beyond the limit is answered 413")
async def _(lrs: Lrs) -> None:
    large = b"x" * (MAX_ATTACHMENT + 1)
    sent = with_content(large)
    assert_refused(await send(lrs, multipart(parts.statements(sent), part(large))), 413)
    assert (await lrs.get("statements", {"statementId": sent["id"]})).status == 404


@READING.row("Communication 2.1.3", "With attachments=true, statements and contents come as multipart/mixed")
async def _(lrs: Lrs) -> None:
    sent = with_content(PDF, TEXT)
    await accept(lrs, parts.statements(sent), part(PDF), part(TEXT, {"Content-Type": "text/plain"}))
    answer = await lrs.get("statements", {"statementId": sent["id"], "attachments": "true"})
    assert answer.headers["Content-Type"].startswith("multipart/mixed")
    found, received = parts.parse(answer.headers["Content-Type"], answer.body)
    assert found["id"] == sent["id"]
    assert {hash_: content for hash_, (_, content) in received.items()} == {sha2(PDF): PDF, sha2(TEXT): TEXT}


@READING.row("Communication 2.1.3", "A part has the Content-Type that the statement declares")
async def _(lrs: Lrs) -> None:
    content = unique().encode()
    sent = simple(attachments=[parts.attachment(content, contentType="text/plain; charset=ascii")])
    await accept(lrs, parts.statements(sent), part(content))
    [(type_, _)] = (await contents(lrs, statementId=sent["id"])).values()
    assert type_ == "text/plain; charset=ascii"


@READING.row("Communication 2.1.3", "A list brings the attachments of all its statements, each once")
async def _(lrs: Lrs) -> None:
    activity = iri()
    batch = [with_content(PDF, object={"id": activity}), with_content(PDF, TEXT, object={"id": activity})]
    await accept(lrs, parts.statements(*batch), part(PDF), part(TEXT))
    assert set(await contents(lrs, activity=activity)) == {sha2(PDF), sha2(TEXT)}
    assert set(await contents(lrs, activity=activity, limit="1", ascending="true")) == {sha2(PDF)}


@READING.row("Communication 2.1.3", "With attachments=true, an answer without any is multipart/mixed, too")
async def _(lrs: Lrs) -> None:
    [statement_id] = await lrs.store(simple(attachments=[attachment()]))
    assert await contents(lrs, statementId=statement_id) == {}
    assert await contents(lrs, activity=iri()) == {}


@READING.row("Communication 2.1.3", "Without attachments=true, an answer is JSON alone")
async def _(lrs: Lrs) -> None:
    sent = with_content(TEXT)
    await accept(lrs, parts.statements(sent), part(TEXT))
    for parameters in ({}, {"attachments": "false"}):
        answer = await lrs.get("statements", {"statementId": sent["id"], **parameters})
        assert answer.json["attachments"] == sent["attachments"]


@READING.row("Communication 2.1.4", "A voided statement keeps its attachments")
async def _(lrs: Lrs) -> None:
    sent = with_content(TEXT)
    await accept(lrs, parts.statements(sent), part(TEXT))
    voided = {"id": "http://adlnet.gov/expapi/verbs/voided"}
    await lrs.store(simple(verb=voided, object=reference(id=sent["id"])))
    assert set(await contents(lrs, voidedStatementId=sent["id"])) == {sha2(TEXT)}


async def send_signed(lrs: Lrs, sent: dict[str, Any], jws: bytes, **declared: Any) -> Answer:
    """POST a statement with a signature attached."""
    attached = [*sent.get("attachments", ()), signature(jws, **declared)]
    headers: dict[str, str | None] = {"Content-Type": "application/octet-stream"}
    return await send(lrs, multipart(parts.statements({**sent, "attachments": attached}), part(jws, headers)))


def _add_algorithm(algorithm: str) -> None:
    @SIGNATURES.row("Data 2.6", f"A statement may be signed by {algorithm}, with a certificate or without")
    async def _(lrs: Lrs) -> None:
        bare, certified = whole(), whole()
        for sent, jws in (
            (bare, sign(bare, alg=algorithm)),
            (certified, sign(certified, alg=algorithm, x5c=signer().x5c)),
        ):
            answer = await send_signed(lrs, sent, jws)
            assert (answer.status, answer.json) == (200, [sent["id"]])


for _algorithm in ("RS256", "RS384", "RS512"):
    _add_algorithm(_algorithm)


@SIGNATURES.row("Data 2.6", "A signature comes back as it was sent")
async def _(lrs: Lrs) -> None:
    sent = simple()
    jws = sign(sent)
    await send_signed(lrs, sent, jws)
    assert await contents(lrs, statementId=sent["id"]) == {sha2(jws): ("application/octet-stream", jws)}


@SIGNATURES.row("Data 2.6", "No other algorithm is accepted")
async def _(lrs: Lrs) -> None:
    for algorithm in ("HS256", "PS256"):
        sent = simple()
        answer = await send_signed(lrs, sent, sign(sent, alg=algorithm))
        assert_refused(answer, rule="signature.algorithm")


@SIGNATURES.row("Data 2.6", "What is no JSON Web Signature in compact form is refused")
async def _(lrs: Lrs) -> None:
    jws = sign(simple())
    for broken in (
        b"signature",
        b"",
        b"a.b.c",
        jws.rpartition(b".")[0],
        jws.rpartition(b".")[0] + b".",
        b"." + jws,
    ):
        assert_refused(await send_signed(lrs, simple(), broken), rule="signature.jws")


@SIGNATURES.row("Data 2.6", "The payload is a statement in JSON")
async def _(lrs: Lrs) -> None:
    for payload in ("not JSON", "[]", "{}", json.dumps({"id": unique()})):
        assert_refused(await send_signed(lrs, simple(), sign(payload)), rule="signature.payload")


@SIGNATURES.row("Data 2.6", "The payload is the statement that it comes with")
async def _(lrs: Lrs) -> None:
    sent = whole()
    for changes in ({"id": unique()}, {"verb": {"id": iri()}}, {"timestamp": "2026-03-02T09:00:01Z"}):
        assert_refused(await send_signed(lrs, sent, sign({**sent, **changes})), rule="signature.statement")


@SIGNATURES.row(
    "Data 2.6", "The payload may differ from the statement in what does not count as a difference"
)
async def _(lrs: Lrs) -> None:
    sent = whole()
    signed = {**sent, "timestamp": "2026-03-02T10:00:00.123+01:00", "verb": {"id": sent["verb"]["id"]}}
    signed["result"] = {**sent["result"], "duration": "PT1H30M5.259S"}
    assert (await send_signed(lrs, sent, sign(signed))).status == 200


@SIGNATURES.row("Data 2.6", "Where a certificate comes along, the signature fits it")
async def _(lrs: Lrs) -> None:
    sent = simple()
    forged = sign(sent, by=signer("somebody else"), x5c=signer().x5c)
    assert_refused(await send_signed(lrs, sent, forged), rule="signature.verification")


@SIGNATURES.row("Data 2.6", "A certificate that is none is refused")
async def _(lrs: Lrs) -> None:
    for chain in ([], ["bm90IGEgY2VydGlmaWNhdGU="], ["?"]):
        sent = simple()
        assert_refused(await send_signed(lrs, sent, sign(sent, x5c=chain)))


@SIGNATURES.row("Data 2.6", "A signature is attached as application/octet-stream")
async def _(lrs: Lrs) -> None:
    sent = simple()
    answer = await send_signed(lrs, sent, sign(sent), contentType="application/jose")
    assert_refused(answer, rule="attachment.signature")


@SIGNATURES.row("Data 2.6", "A signature comes with the request, also where it has a fileUrl")
async def _(lrs: Lrs) -> None:
    sent = simple()
    declared = signature(sign(sent), fileUrl="https://cme.example/signature")
    answer = await lrs.post("statements", {**sent, "attachments": [declared]})
    assert_refused(answer, rule="signature.missing")


@SIGNATURES.row("Data 2.6", "A signed statement that is refused is not stored")
async def _(lrs: Lrs) -> None:
    sent = simple()
    assert_refused(await send_signed(lrs, sent, b"signature"))
    assert (await lrs.get("statements", {"statementId": sent["id"]})).status == 404


TABLES = (SENDING, READING, SIGNATURES)
