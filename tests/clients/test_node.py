"""Client libraries for JavaScript, against the service: statements."""

from __future__ import annotations

import base64
import json
import uuid
from typing import Any

import pytest

from lrs.store.store import Store
from tests.attachments import attachment, sha2
from tests.clients.nodejs import AXIOS, FETCH, IN_BROWSER, SCRIPTS, TINCANJS, WRAPPER, Client, only
from tests.statements import AMARA, COMPLETED, MODULE, statement

LAUNCH = "content_token=tok1&externalRegistration=x1"
AGENT = {"objectType": "Agent", "mbox": AMARA["mbox"]}
BO = {"objectType": "Agent", "mbox": "mailto:bo.lindqvist@hospital.example"}
EXPERIENCED = {"id": "http://adlnet.gov/expapi/verbs/experienced", "display": {"en-US": "experienced"}}
TEXT = "Zertifikat: Dr. Müller, 心不全".encode()
BYTES = bytes(range(256)) + b"\r\n--\r\n"


async def stored(store: Store, statement_id: str, *, voided: bool = False) -> dict[str, Any]:
    """Return a statement as it is stored."""
    found = await store.statements.get(uuid.UUID(statement_id), voided=voided)
    assert found, f"there is no statement {statement_id}"
    return dict(json.loads(found.json))


def ids(*statements: dict[str, Any]) -> list[str]:
    """Return the ids of statements, in their order."""
    return [each["id"] for each in statements]


def brought(*contents: bytes, **members: Any) -> dict[str, Any]:
    """Return a statement with attachments, and their contents, as a library is given them."""
    declared = [attachment(content, **members) for content in contents]
    encoded = [base64.b64encode(content).decode() for content in contents]
    return {"statement": statement(attachments=declared), "contents": encoded}


async def kept(store: Store, *contents: bytes) -> list[bytes]:
    """Return the attachments that are stored under the hashes of these."""
    return [b"".join([piece async for piece in store.attachments.read(sha2(each))]) for each in contents]


def test_the_lock_file_names_no_address() -> None:
    assert "://" not in (SCRIPTS / "package-lock.json").read_text()


@only(TINCANJS, FETCH)
async def test_a_client_learns_which_versions_are_spoken(client: Client) -> None:
    assert "1.0.3" in await client("about")


@only(WRAPPER)
async def test_a_client_that_tests_its_configuration_finds_it_right(client: Client) -> None:
    assert await client("about") is True


async def test_a_statement_is_saved_and_found(client: Client, running: Store) -> None:
    sent = statement(result={"score": {"scaled": 0.9}, "response": "Müller: 心不全"})
    await client("save", sent)
    assert (await client("get", sent["id"]))["result"] == sent["result"]
    assert (await stored(running, sent["id"]))["result"] == sent["result"]


async def test_a_statement_without_an_id_gets_one(client: Client, running: Store) -> None:
    [given] = await client("save", statement(id=None))
    assert (await stored(running, given))["object"]["id"] == MODULE


@only(TINCANJS, FETCH, AXIOS, WRAPPER)
async def test_a_batch_is_answered_with_its_ids_in_order(client: Client, running: Store) -> None:
    batch = [statement() for _ in range(3)]
    assert await client("saveBatch", batch) == ids(*batch)
    assert await running.statements.count() == 3


@only(TINCANJS, FETCH, AXIOS, WRAPPER)
async def test_a_client_is_told_that_a_statement_is_wrong(client: Client, running: Store) -> None:
    assert await client.refused("saveBatch", [statement(), statement(verb={"id": "completed"})]) == 400
    assert await running.statements.count() == 0


async def test_a_query_finds_what_its_filters_say(client: Client) -> None:
    hers, his = statement(), statement(actor=BO, verb=EXPERIENCED)
    taught = statement(actor=BO, context={"instructor": AGENT})
    await client("saveBatch", [hers, his, taught])
    for filters, wanted in (
        ({"agent": AGENT}, [hers]),
        ({"agent": AGENT, "related_agents": True}, [hers, taught]),
        ({"verb": EXPERIENCED["id"]}, [his]),
        ({"agent": BO, "verb": COMPLETED, "activity": MODULE}, [taught]),
    ):
        page = await client("query", filters | {"ascending": True})
        assert ids(*page["statements"]) == ids(*wanted), filters


async def test_a_client_follows_the_pages_to_the_end(client: Client) -> None:
    batch = [statement() for _ in range(5)]
    await client("saveBatch", batch)
    page = await client("query", {"agent": AGENT, "limit": 2, "ascending": True})
    seen = ids(*page["statements"])
    while page["more"]:
        page = await client("more", page["more"])
        seen += ids(*page["statements"])
    assert seen == ids(*batch)


async def test_a_voided_statement_is_only_found_as_voided(client: Client, running: Store) -> None:
    sent = statement()
    await client("save", sent)
    voiding = await client("void", sent["id"])
    assert await client.refused("get", sent["id"]) == 404
    assert (await client("getVoided", sent["id"]))["id"] == sent["id"]
    assert ids(*(await client("query", {"agent": AGENT}))["statements"]) == [voiding]
    assert (await stored(running, sent["id"], voided=True))["id"] == sent["id"]


async def test_an_activity_is_known_as_it_was_described(client: Client) -> None:
    name = {"en-US": "Sepsis"}
    await client("save", statement(object={"id": MODULE, "definition": {"name": name}}))
    found = await client("getActivity", MODULE)
    assert found["id"] == MODULE
    assert found["definition"]["name"] == name


@only(FETCH, WRAPPER)
async def test_a_person_is_found_by_an_agent(client: Client) -> None:
    person = await client("getAgent", AGENT)
    assert person["objectType"] == "Person"
    assert person["mbox"] == [AMARA["mbox"]]


@only(TINCANJS, FETCH, AXIOS)
@pytest.mark.parametrize("contents", [(TEXT,), (TEXT, b"a second text")], ids=len)
async def test_attachments_are_kept_and_given_back(
    client: Client, running: Store, contents: tuple[bytes, ...]
) -> None:
    sent = brought(*contents, contentType="text/plain")
    await client("saveWithAttachments", sent)
    assert await client("getAttachments", sent["statement"]["id"]) == sent["contents"]
    assert await kept(running, *contents) == [*contents]


@only(TINCANJS, FETCH, AXIOS)
async def test_attachments_that_a_library_runs_together_are_kept_apart(
    client: Client, running: Store
) -> None:
    # Neither library begins a new line before the boundary between two of them (RFC 2046 5.1.1).
    contents = [TEXT + b"\r\n", b"", TEXT]
    await client("saveWithAttachments", brought(*contents))
    assert await kept(running, *contents) == contents


@only(IN_BROWSER)
async def test_a_page_of_another_origin_sends_and_reads_any_bytes(client: Client, running: Store) -> None:
    sent = brought(BYTES, TEXT)
    await client("saveWithAttachments", sent)
    assert await client("queryAttachments", {"limit": 1}) == [sent["contents"]]
    assert await kept(running, BYTES, TEXT) == [BYTES, TEXT]
    assert client.sent[0].method == "OPTIONS"


@only(TINCANJS, IN_BROWSER)
async def test_launch_parameters_stand_in_every_request_and_do_not_matter(client: Client) -> None:
    batch = [statement() for _ in range(3)]
    await client("about")
    await client("save", batch[0])
    await client("saveBatch", batch[1:])
    page = await client("query", {"limit": 2})
    rest = await client("more", page["more"])
    assert sorted(ids(*page["statements"], *rest["statements"])) == sorted(ids(*batch))
    assert all(LAUNCH in sent.path for sent in client.sent), client.sent


@only(IN_BROWSER)
async def test_a_request_that_is_too_long_for_an_address_comes_as_a_form(client: Client) -> None:
    account = {"homePage": "https://hospital.example/" + "staff/" * 400, "name": "amara"}
    agent = {"objectType": "Agent", "account": account}
    hers = statement(actor=agent)
    await client("saveBatch", [hers, statement()])
    page = await client("query", {"agent": agent, "verb": COMPLETED})
    assert ids(*page["statements"]) == ids(hers)
    form = client.sent[-1]
    assert (form.method, form.path) == ("POST", "/xapi/statements?method=GET")


@only(FETCH)
async def test_a_parameter_against_caches_does_not_matter(client: Client) -> None:
    sent = statement()
    await client("save", sent)
    page = await client("query", {"agent": AGENT, "useCacheBuster": True})
    assert ids(*page["statements"]) == ids(sent)
    assert "cachebuster=" in client.sent[-1].path
