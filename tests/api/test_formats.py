"""Statements in the formats ids and canonical, over HTTP."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.api.test_statements import BENJAMIN, STATEMENTS, post
from tests.service import Headers, Http, MakeKey
from tests.statements import AMARA, COMPLETED, MODULE, statement

NAMED = {"id": MODULE, "definition": {"name": {"en": "Sepsis", "de": "Blutvergiftung"}, "type": "urn:t"}}


async def get(http: Http, key: Headers, **parameters: str) -> list[dict[str, Any]]:
    """Return the statements of every page."""
    found: list[dict[str, Any]] = []
    response = await http.get(STATEMENTS, params=parameters, headers=key)
    while True:
        assert response.status == 200, await response.text()
        page = await response.json()
        found += page["statements"]
        if not page["more"]:
            return found
        # Whoever follows the address has no header to send along.
        response = await http.get(
            page["more"], headers={name: key[name] for name in key if name != "Accept-Language"}
        )


async def test_exact_is_the_default_and_gives_what_was_sent(http: Http, content: Headers) -> None:
    sent = statement(object=NAMED)
    await post(http, content, sent)
    for parameters in ({}, {"format": "exact"}):
        [found] = await get(http, content, **parameters)
        assert found | sent == found


@pytest.mark.parametrize("parameters", [{}, {"limit": "1"}])
async def test_ids_holds_for_every_page(http: Http, content: Headers, parameters: dict[str, str]) -> None:
    await post(http, content, statement(object=NAMED), statement(object=NAMED), statement(object=NAMED))
    found = await get(http, content, format="ids", agent=json.dumps(AMARA), **parameters)
    assert len(found) == 3
    for each in found:
        assert each["actor"] == {"mbox": AMARA["mbox"]}
        assert each["verb"] == {"id": COMPLETED}
        assert each["object"] == {"id": MODULE}
        assert each["authority"].keys() == {"account"}


@pytest.mark.parametrize("parameters", [{}, {"limit": "1"}])
async def test_canonical_keeps_its_language_over_all_pages(
    http: Http, content: Headers, parameters: dict[str, str]
) -> None:
    await post(http, content, statement(object=NAMED), statement(), statement())
    key = content | {"Accept-Language": "de-AT, de;q=0.9, en;q=0.5"}
    found = await get(http, key, format="canonical", **parameters)
    assert len(found) == 3
    for each in found:
        assert each["object"]["definition"] == {"name": {"de": "Blutvergiftung"}, "type": "urn:t"}
        assert each["actor"] == AMARA


async def test_one_statement_comes_in_any_format(http: Http, content: Headers) -> None:
    sent = statement(object=NAMED)
    await post(http, content, sent)
    ids = await _one(http, content, sent["id"], "ids")
    assert ids["object"] == {"id": MODULE}
    canonical = await _one(http, content | {"Accept-Language": "en"}, sent["id"], "canonical")
    assert canonical["object"]["definition"]["name"] == {"en": "Sepsis"}
    assert canonical["stored"] == ids["stored"]


async def test_only_a_key_that_may_define_changes_what_is_canonical(http: Http, make_key: MakeKey) -> None:
    writer = await make_key("statements/write", "all/read")
    author = await make_key("statements/write", "define")
    own = statement(object={"id": MODULE, "definition": {"name": {"en": "Mine"}}})
    await post(http, writer, own)
    assert await name_in(http, writer, own) == {"en": "Mine"}
    assert await activity(http, writer) == {"objectType": "Activity", "id": MODULE}
    await post(http, author, statement(object=NAMED))
    assert await name_in(http, writer, own) == {"en": "Sepsis"}


async def test_a_refused_batch_defines_nothing(http: Http, content: Headers) -> None:
    known = statement()
    await post(http, content, known)
    named = statement(object=NAMED)
    for refused in (statement(actor={}), known | {"actor": BENJAMIN}):
        response = await http.post(STATEMENTS, json=[named, refused], headers=content)
        assert response.status in {400, 409}
    assert await activity(http, content) == {"objectType": "Activity", "id": MODULE}


async def name_in(http: Http, key: Headers, sent: dict[str, Any]) -> dict[str, str]:
    """Return the name that the activity of a statement has in the format canonical."""
    found = await _one(http, key, sent["id"], "canonical")
    return found["object"]["definition"]["name"]  # type: ignore[no-any-return]


async def activity(http: Http, key: Headers) -> dict[str, Any]:
    """Return what is known of the module."""
    response = await http.get("/xapi/activities", params={"activityId": MODULE}, headers=key)
    return await response.json()  # type: ignore[no-any-return]


async def _one(http: Http, key: Headers, name: str, form: str) -> dict[str, Any]:
    response = await http.get(STATEMENTS, params={"statementId": name, "format": form}, headers=key)
    assert response.status == 200
    return await response.json()  # type: ignore[no-any-return]
