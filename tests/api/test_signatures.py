"""Signed statements over HTTP (xAPI 1.0.3 Data 2.6)."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from tests.attachments import MULTIPART, attachment, multipart, parse, part, sha2, statements
from tests.service import Headers, Http
from tests.signing import sign, signature, signer
from tests.statements import statement

VERSIONS = ("1.0.3", "2.0.0")


async def post(http: Http, key: Headers, *parts: bytes, version: str = "1.0.3") -> tuple[int, Any]:
    headers = key | MULTIPART | {"X-Experience-API-Version": version}
    async with http.post("/xapi/statements", data=multipart(*parts), headers=headers) as response:
        return response.status, await response.json()


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("header", [{}, {"x5c": signer().x5c}], ids=["bare", "certificate"])
async def test_a_signed_statement_is_stored_with_its_signature(
    http: Http, content: Headers, version: str, header: dict[str, Any]
) -> None:
    plain = statement(attachments=[attachment(b"certificate")])
    signed = sign(plain, **header)
    sent = plain | {"attachments": [*plain["attachments"], signature(signed)]}
    status, _ = await post(
        http, content, statements(sent), part(b"certificate"), part(signed), version=version
    )
    assert status == 200
    query = {"statementId": plain["id"], "attachments": "true"}
    async with http.get("/xapi/statements", params=query, headers=content) as response:
        found, contents = parse(response.headers["Content-Type"], await response.read())
    assert found["attachments"] == sent["attachments"]
    assert contents[sha2(signed)] == ("application/octet-stream", signed)


@pytest.mark.parametrize("version", VERSIONS)
async def test_a_statement_signed_with_a_coarser_duration_is_the_same(
    http: Http, content: Headers, version: str
) -> None:
    plain = statement(result={"duration": "P1DT12H36M0.12S"})
    signed = sign(plain)
    sent = plain | {"result": {"duration": "P1DT12H36M0.1237S"}, "attachments": [signature(signed)]}
    assert (await post(http, content, statements(sent), part(signed), version=version))[0] == 200


@pytest.mark.parametrize(
    ("declared", "rule"),
    [
        ({"contentType": "text/plain"}, "attachment.signature"),
        ({"sha2": sha2(b"not sent")}, "multipart.excess"),
    ],
)
async def test_a_signature_is_declared_as_one(
    http: Http, content: Headers, declared: dict[str, str], rule: str
) -> None:
    signed = sign(statement())
    sent = statement(attachments=[signature(signed, **declared)])
    status, answer = await post(http, content, statements(sent), part(signed))
    assert (status, answer["error"]["rule"]) == (400, rule)


async def test_the_attachment_at_fault_is_named(http: Http, content: Headers) -> None:
    signed = sign(statement())
    batch = [statement(), statement(attachments=[attachment(b"x"), signature(signed)])]
    status, answer = await post(http, content, statements(*batch), part(b"x"), part(signed))
    error = answer["error"]
    assert (status, error["code"], error["rule"]) == (400, "statement_refused", "signature.statement")
    assert (error["index"], error["id"], error["pointer"]) == (1, batch[1]["id"], "/attachments/1")
    assert error["message"] == "attachments[1] signs another statement than this one"


async def test_a_put_is_signed_under_the_id_in_its_address(http: Http, content: Headers) -> None:
    named = str(uuid.uuid4())
    for payload, status in ((statement(), 400), (statement(id=named), 204), (statement(id=None), 204)):
        signed = sign(payload)
        body = multipart(statements(statement(id=None, attachments=[signature(signed)])), part(signed))
        async with http.put(
            "/xapi/statements", params={"statementId": named}, data=body, headers=content | MULTIPART
        ) as response:
            assert response.status == status, await response.text()


async def test_a_signature_comes_with_the_request(http: Http, content: Headers) -> None:
    sent = statement(attachments=[signature(b"x", fileUrl="https://cme.example/signature")])
    async with http.post("/xapi/statements", json=sent, headers=content) as response:
        assert response.status == 400
        assert (await response.json())["error"]["rule"] == "signature.missing"
