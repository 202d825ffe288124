"""Client libraries for JavaScript, against the service: state and profiles."""

from __future__ import annotations

from typing import Any

from lrs.store.store import Store
from lrs.xapi.agents import agent_key
from lrs.xapi.documents import Context, Document
from tests.clients.nodejs import AXIOS, FETCH, IN_BROWSER, TINCANJS, WRAPPER, Client, only
from tests.statements import AMARA, MODULE

KEY = agent_key(AMARA)
CONTEXTS = {
    "State": Context(activity=MODULE, agent=KEY),
    "AgentProfile": Context(agent=KEY),
    "ActivityProfile": Context(activity=MODULE),
}


def document(kind: str, name: str | None = None, **members: Any) -> dict[str, Any]:
    """Return what names a document to a library, or without `name` all of a kind; `members` are its own."""
    agent = {"objectType": "Agent", "mbox": AMARA["mbox"]}
    place = {"kind": kind, "agent": agent, "activity": MODULE}
    return place | ({"id": name} if name else {}) | members


async def stored(store: Store, kind: str, name: str) -> Document | None:
    """Return a document as it is stored, or None where there is none."""
    found = await store.documents.get(CONTEXTS[kind], name)
    return found.document if found else None


@only(TINCANJS, IN_BROWSER, FETCH, AXIOS, WRAPPER)
async def test_a_document_is_kept_as_it_was_sent(client: Client, running: Store) -> None:
    text = "page 3: 心不全"
    for kind in CONTEXTS:
        await client("putDocument", document(kind, "bookmark", content=text, type="text/plain"))
        kept = await stored(running, kind, "bookmark")
        assert kept
        assert kept.content.decode() == text
        found = await client("getDocument", document(kind, "bookmark"))
        assert found == {"content": text, "type": kept.content_type, "etag": f'"{kept.etag}"'}


async def test_a_document_is_replaced_by_who_knows_it_and_by_nobody_else(client: Client) -> None:
    for kind in CONTEXTS:
        await client("putDocument", document(kind, "notes", content="first", type="text/plain"))
        known = (await client("getDocument", document(kind, "notes")))["etag"]
        second = document(kind, "notes", content="second", type="text/plain", etag=known)
        await client("putDocument", second)
        assert await client.refused("putDocument", second | {"content": "late"}) == 412
        assert (await client("getDocument", document(kind, "notes")))["content"] == "second"


async def test_a_document_in_json_is_merged(client: Client, running: Store) -> None:
    for kind in CONTEXTS:
        score = document(kind, "score", type="application/json")
        await client("putDocument", score | {"content": {"points": 1, "level": 2}})
        found = await client("getDocument", score)
        assert found["content"] == {"points": 1, "level": 2}
        await client("postDocument", score | {"content": {"points": 5}, "etag": found["etag"]})
        assert await stored(running, kind, "score") == Document(b'{"points":5,"level":2}', found["type"])


@only(TINCANJS, FETCH, AXIOS)
async def test_documents_are_listed_and_deleted(client: Client, running: Store) -> None:
    for kind in CONTEXTS:
        for name in ("bookmark", "notes"):
            await client("putDocument", document(kind, name, content=name, type="text/plain"))
        assert sorted(await client("documentIds", document(kind))) == ["bookmark", "notes"]
        await client("deleteDocument", document(kind, "notes"))
        assert await client("documentIds", document(kind)) == ["bookmark"]
        assert await stored(running, kind, "notes") is None


@only(WRAPPER)
async def test_documents_are_listed(client: Client) -> None:
    for kind in CONTEXTS:
        for name in ("bookmark", "notes"):
            await client("putDocument", document(kind, name, content=name))
        assert sorted(await client("documentIds", document(kind))) == ["bookmark", "notes"]


@only(TINCANJS, FETCH)
async def test_all_state_of_an_activity_is_deleted_at_once(client: Client, running: Store) -> None:
    for name in ("bookmark", "notes"):
        await client("putDocument", document("State", name, content=name, type="text/plain"))
    await client("deleteAllState", document("State"))
    assert await running.documents.ids(CONTEXTS["State"]) == {}
