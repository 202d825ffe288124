"""The Python client library tincan, against the service: state and profiles."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any

import pytest
from tincan import Activity, ActivityProfileDocument, Agent, AgentProfileDocument, StateDocument

from lrs.demo.cast import AMARA
from lrs.demo.module import MODULE
from lrs.store.store import Store
from lrs.xapi.documents import Context, Document

AGENT, ACTIVITY = Agent(mbox=AMARA.mbox), Activity(id=MODULE)
PLACE = {"activity": ACTIVITY, "agent": AGENT}

each_profile = pytest.mark.parametrize(
    ("name", "profile", "owner"),
    [
        (
            "agent_profile",
            partial(AgentProfileDocument, agent=AGENT),
            Context(agent=f"mbox:{AMARA.mbox}"),
        ),
        (
            "activity_profile",
            partial(ActivityProfileDocument, activity=ACTIVITY),
            Context(activity=MODULE),
        ),
    ],
    ids=["agent", "activity"],
)


def etag(content: bytes) -> str:
    """Return what tincan's users compute: the library does not hand the header ETag on."""
    return f'"{Document(content, "text/plain").etag}"'


async def test_it_saves_retrieves_and_deletes_state(remote: Any) -> None:
    state = StateDocument(id="bookmark", content="page 3", content_type="text/plain", **PLACE)
    assert (await asyncio.to_thread(remote.save_state, state)).success
    found = await asyncio.to_thread(remote.retrieve_state, ACTIVITY, AGENT, "bookmark")
    assert found.content.content == b"page 3"
    assert (await asyncio.to_thread(remote.retrieve_state_ids, **PLACE)).content == ["bookmark"]
    assert (await asyncio.to_thread(remote.delete_state, state)).success
    assert (await asyncio.to_thread(remote.retrieve_state_ids, **PLACE)).content == []


async def test_text_that_it_sends_in_latin_1_is_kept_as_it_came(remote: Any, running: Store) -> None:
    state = StateDocument(id="bookmark", content="Übersicht", content_type="text/plain", **PLACE)
    assert (await asyncio.to_thread(remote.save_state, state)).success
    kept = await running.documents.get(Context(activity=MODULE, agent=f"mbox:{AMARA.mbox}"), "bookmark")
    assert kept
    assert kept.document.content == "Übersicht".encode("latin-1")


async def test_state_that_it_sends_twice_under_one_precondition_is_saved_once(remote: Any) -> None:
    await asyncio.to_thread(remote.save_state, StateDocument(id="bookmark", content="page 3", **PLACE))
    state = StateDocument(id="bookmark", content="page 4", etag=etag(b"page 3"), **PLACE)
    saved = await asyncio.to_thread(remote.save_state, state)
    assert saved.response.status == 412, "tincan reports the second of its two requests"
    found = await asyncio.to_thread(remote.retrieve_state, ACTIVITY, AGENT, "bookmark")
    assert found.content.content == b"page 4"


async def test_it_clears_all_state_of_an_activity(remote: Any) -> None:
    for name in ("bookmark", "notes"):
        await asyncio.to_thread(remote.save_state, StateDocument(id=name, content=name, **PLACE))
    assert (await asyncio.to_thread(remote.clear_state, **PLACE)).success
    assert (await asyncio.to_thread(remote.retrieve_state_ids, **PLACE)).content == []


@each_profile
async def test_it_cannot_say_that_a_profile_is_new(
    remote: Any, name: str, profile: Any, owner: Context
) -> None:
    saved = await asyncio.to_thread(getattr(remote, f"save_{name}"), profile(id="language", content="de"))
    assert saved.response.status == 400


@each_profile
async def test_it_replaces_retrieves_and_deletes_a_profile(
    remote: Any, running: Store, name: str, profile: Any, owner: Context
) -> None:
    await running.documents.change(owner, "language", lambda _: Document(b"en", "text/plain"))
    german = profile(id="language", content="de", etag=etag(b"en"))
    assert (await asyncio.to_thread(getattr(remote, f"save_{name}"), german)).success
    whose = AGENT if owner.agent else ACTIVITY
    found = await asyncio.to_thread(getattr(remote, f"retrieve_{name}"), whose, "language")
    assert found.content.content == b"de"
    german.etag = etag(b"de")
    assert (await asyncio.to_thread(getattr(remote, f"delete_{name}"), german)).success
    assert (await asyncio.to_thread(getattr(remote, f"retrieve_{name}_ids"), whose)).content == []
