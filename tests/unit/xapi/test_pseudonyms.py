"""Somebody is replaced wherever they stand in a statement, and nothing else changes by a byte."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lrs.xapi.pseudonyms import pseudonymised

KEYS = {"mbox:mailto:amara@cme.example", "account:https://lms.example 4711"}
PSEUDONYM = {"account": {"homePage": "https://lrs.example/erased", "name": "x"}}
AMARA = {"mbox": "mailto:amara@CME.example", "name": "Amara Okafor", "objectType": "Agent"}
ERASED = {"objectType": "Agent", **PSEUDONYM}
BEN = {"mbox": "mailto:ben@cme.example", "name": "Ben"}


def renamed(value: Any) -> Any:
    return json.loads(pseudonymised(json.dumps(value).encode(), KEYS, PSEUDONYM))


@pytest.mark.parametrize(
    "place",
    [
        lambda agent: {"actor": agent},
        lambda agent: {"object": agent},
        lambda agent: {"authority": {"objectType": "Group", "member": [BEN, agent]}},
        lambda agent: {"context": {"instructor": agent, "team": {"member": [agent, BEN]}}},
        lambda agent: {"context": {"contextAgents": [{"agent": agent, "relevantTypes": []}]}},
        lambda agent: {"object": {"objectType": "SubStatement", "actor": BEN, "object": agent}},
        lambda agent: {"result": {"extensions": {"https://e.example/assessor": agent}}},
    ],
)
def test_an_agent_is_replaced_wherever_it_stands(place: Any) -> None:
    assert renamed(place(AMARA)) == place(ERASED)
    assert renamed(place(BEN)) == place(BEN)


def test_each_identifier_is_replaced() -> None:
    account = {"account": {"homePage": "https://lms.example", "name": "4711"}}
    assert renamed({"actor": account}) == {"actor": PSEUDONYM}
    assert renamed({"actor": {"account": {"homePage": "https://lms.example", "name": "4712"}}}) != PSEUDONYM


def test_a_group_keeps_its_members() -> None:
    group = {"objectType": "Group", "mbox": "mailto:amara@cme.example", "name": "Us", "member": [BEN]}
    assert renamed({"actor": group}) == {"actor": {"objectType": "Group", "member": [BEN], **PSEUDONYM}}


def test_what_names_nobody_stays_the_same_to_the_byte() -> None:
    raw = b'{ "a" : [1.0, 1e2, {"b":"\\u00e9" }], "account": "no account", "mbox": 7, "openid": null }'
    assert pseudonymised(raw, KEYS, PSEUDONYM) == raw


def test_beside_somebody_who_is_replaced_values_stay_the_same_to_the_byte() -> None:
    raw = b'{"actor": {"mbox":"mailto:amara@cme.example"}, "result":{ "score" : {"raw": 1.00} }}'
    changed = pseudonymised(raw, KEYS, PSEUDONYM)
    assert b'{ "score" : {"raw": 1.00} }' in changed
    assert b"amara" not in changed
