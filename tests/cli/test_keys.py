from __future__ import annotations

import json

from aiohttp import ClientSession, encode_basic_auth

from tests.processes import Command, Service
from tests.statements import statement


async def test_a_key_opens_what_it_may_at_once_until_it_is_revoked(beside: Command, service: Service) -> None:
    made = json.loads(beside.output("keys", "create", "LMS", "--scope", "statements/write", "--json"))
    assert made.keys() == {"key", "secret"}
    credentials = encode_basic_auth(made["key"], made["secret"])
    headers = {"Authorization": credentials, "X-Experience-API-Version": "1.0.3"}
    async with ClientSession(headers=headers) as session:
        async with session.post(service.statements, json=statement()) as response:
            assert response.status == 200
        async with session.get(service.statements) as response:
            assert response.status == 403
        assert beside.output("keys", "revoke", made["key"]) == f"{made['key']} is revoked.\n"
        async with session.post(service.statements, json=statement()) as response:
            assert response.status == 401
    [listed] = [
        key for key in json.loads(beside.output("keys", "list", "--json")) if key["key"] == made["key"]
    ]
    assert (listed["name"], listed["scopes"]) == ("LMS", ["statements/write"])
    assert listed["revoked"]


def test_the_list_shows_no_secret(beside: Command) -> None:
    made = json.loads(
        beside.output(
            "keys", "create", "Body", "--scope", "reports/read", "--scope", "credits/read", "--json"
        )
    )
    for listed in (beside.output("keys", "list"), beside.output("keys", "list", "--json")):
        assert made["key"] in listed
        assert made["secret"] not in listed


def test_the_secret_is_shown_once_for_people_too(beside: Command) -> None:
    made = beside.output("keys", "create", "Office", "--scope", "credits/read", "--expires", "2030-01-01")
    [key, secret] = [line.split() for line in made.splitlines()]
    assert (key[0], secret[0]) == ("key", "secret")
    [row] = [line for line in beside.output("keys", "list").splitlines() if key[1] in line]
    assert "until 2030-01-01" in row


def test_a_scope_that_there_is_not_is_refused_with_those_that_there_are(lrs: Command) -> None:
    refusal = lrs.refusal("keys", "create", "LMS", "--scope", "everything")
    assert refusal.startswith("Invalid value for '--scope': 'everything' is not one of 'all', 'all/read', ")


def test_a_key_that_there_is_not_cannot_be_revoked(beside: Command) -> None:
    assert beside.refusal("keys", "revoke", "nobody") == "there is no key nobody"
