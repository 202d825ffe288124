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
    listed = {key["key"]: key for key in json.loads(beside.output("keys", "list", "--json"))}[made["key"]]
    assert (listed["name"], listed["scopes"]) == ("LMS", ["statements/write"])
    assert listed["revoked"]
    assert made["secret"] not in str(listed)


def test_a_secret_is_shown_once(beside: Command) -> None:
    made = beside.output("keys", "create", "Office", "--scope", "credits/read", "--expires", "2030-01-01")
    [(_, key), (_, secret)] = [line.split() for line in made.splitlines()]
    listed = beside.output("keys", "list")
    assert secret not in listed
    [row] = [line for line in listed.splitlines() if key in line]
    assert "until 2030-01-01" in row
