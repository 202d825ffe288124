"""Statements over HTTP: what is stored, what is refused, and how it is asked for."""

from __future__ import annotations

from tests.api.conftest import Headers, Http
from tests.statements import statement


async def test_a_posted_statement_is_answered_with_its_id_and_can_be_read(
    http: Http, content: Headers
) -> None:
    sent = statement()
    posted = await http.post("/xapi/statements", json=sent, headers=content)
    assert posted.status == 200
    assert await posted.json() == [sent["id"]]

    read = await http.get("/xapi/statements", params={"statementId": sent["id"]}, headers=content)
    assert read.status == 200
    stored = await read.json()
    assert stored | sent == stored
    assert stored["authority"]["account"]["homePage"] == "http://127.0.0.1:8080"
    assert stored["version"] == "1.0.0"
    assert stored["stored"].endswith("Z")
