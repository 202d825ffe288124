"""Who an agent is, as far as the key may know."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lrs.reports.person import Person
from lrs.store.store import Store
from tests.service import Headers, Http, MakeKey
from tests.statements import AMARA

AGENTS = "/xapi/agents"
ACCOUNT = {"homePage": "https://simulators.example/", "name": "okafor 7"}
KEYS = (
    "account:https://simulators.example/ okafor 7",
    "mbox:mailto:amara.okafor@hospital.example",
    "openid:https://id.example/amara",
)


async def person(http: Http, key: Headers, agent: dict[str, Any]) -> Any:
    """Return the Person that an agent is."""
    response = await http.get(AGENTS, params={"agent": json.dumps(agent)}, headers=key)
    assert response.status == 200, await response.text()
    return await response.json()


@pytest.mark.parametrize(
    ("agent", "expected"),
    [
        (AMARA, {"name": [AMARA["name"]], "mbox": [AMARA["mbox"]]}),
        ({"account": ACCOUNT}, {"account": [ACCOUNT]}),
        ({"openid": "https://id.example/x"}, {"openid": ["https://id.example/x"]}),
        ({"mbox_sha1sum": "0" * 40, "name": "x"}, {"mbox_sha1sum": ["0" * 40], "name": ["x"]}),
    ],
)
async def test_an_agent_whom_nobody_knows_is_what_was_asked(
    http: Http, content: Headers, agent: dict[str, Any], expected: dict[str, Any]
) -> None:
    assert await person(http, content, agent) == {"objectType": "Person"} | expected


async def test_a_person_of_the_registry_has_all_identifiers_and_both_names(
    http: Http, content: Headers, running: Store
) -> None:
    await running.people.put([Person("1001", "Amara Ngozi", "Okafor", npi="1234567893", keys=KEYS)])
    asked = {"name": "A. Okafor", "mbox": "mailto:amara.okafor@hospital.example"}
    assert await person(http, content, asked) == {
        "objectType": "Person",
        "name": ["A. Okafor", "Amara Ngozi Okafor"],
        "mbox": ["mailto:amara.okafor@hospital.example"],
        "openid": ["https://id.example/amara"],
        "account": [ACCOUNT],
    }


async def test_a_key_that_may_not_read_everything_learns_nothing_from_the_registry(
    http: Http, make_key: MakeKey, running: Store
) -> None:
    await running.people.put([Person("1001", "Amara", "Okafor", keys=KEYS)])
    profile = await make_key("profile")
    assert await person(http, profile, {"account": ACCOUNT}) == {"objectType": "Person", "account": [ACCOUNT]}


@pytest.mark.parametrize(
    "query",
    [
        "",
        "agent=",
        "agent=amara",
        "agent={}",
        "agent=[]",
        'agent={"mbox":"amara"}',
        'agent={"mbox":"mailto:a@b.example","openid":"urn:x"}',
        'agent={"objectType":"Group","mbox":"mailto:a@b.example"}',
        'agent={"objectType":"Group","member":[{"mbox":"mailto:a@b.example"}]}',
        'agent={"mbox":"mailto:a@b.example"}&foo=1',
    ],
)
async def test_what_is_no_agent_is_a_400(http: Http, content: Headers, query: str) -> None:
    response = await http.get(f"{AGENTS}?{query}", headers=content)
    assert response.status == 400
    assert (await response.json())["error"]["code"] == "invalid_request"


async def test_head_answers_like_get_without_a_body(http: Http, content: Headers) -> None:
    response = await http.head(AGENTS, params={"agent": json.dumps(AMARA)}, headers=content)
    assert (response.status, await response.read()) == (200, b"")
