from __future__ import annotations

import asyncio
import csv
import os
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from aiohttp import ClientConnectionError, ClientSession
from lxml import etree

from lrs.demo.day import OUTCOME
from lrs.store.mongod import free_port
from tests.processes import PATIENCE, Command, Started, make_key, no_process_left, processes_of
from tests.reliability.clients import Poster, get, ledger, stored_ids

SCOPES = ("all", "credits/read")
STATES = {(learner.person, policy): state for learner, policy, state in OUTCOME}


@dataclass(frozen=True, slots=True)
class Played:
    """A data folder in which the day was played without a disturbance, and what it left there."""

    lrs: Command
    headers: dict[str, str]
    ledger: dict[str, Any]
    ids: frozenset[str]


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    """Play the day once in peace."""
    folder = tmp_path_factory.mktemp("undisturbed")
    lrs = Command(folder / "data")
    with no_process_left(folder):
        with lrs.service("demo", "--serve") as service:
            played = asyncio.run(_outcome(lrs, service.url))
        yield played


async def _outcome(lrs: Command, url: str) -> Played:
    headers = await make_key(lrs.data, *SCOPES)
    async with ClientSession(headers=headers) as session:
        ids = await stored_ids(session, url)
        assert len(ids) == len(set(ids))
        return Played(lrs, headers, await ledger(session, url), frozenset(ids))


def test_every_award_of_the_day_stands_where_it_should(undisturbed: Played) -> None:
    awards = undisturbed.ledger.values()
    assert {(award["learner"], award["policy"]["id"]): award["state"] for award in awards} == STATES
    for award in awards:
        assert [entry["number"] for entry in award["entries"]] == list(range(1, award["number"] + 1))


async def test_after_kills_at_any_moment_every_award_is_as_if_nothing_had_happened(
    undisturbed: Played, lrs: Command
) -> None:
    headers = await make_key(lrs.data, *SCOPES)
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    poster = Poster(f"{url}/xapi/statements", headers)
    async with ClientSession(headers=headers) as session:
        async with poster.posting():
            for awards, end in ((1, _terminate), (4, _kill_with_mongod), (7, _kill), (8, _kill_with_mongod)):
                with lrs.started("demo", "--serve", "--port", str(port)) as demo:
                    await _awarded(session, url, awards, demo)
                    end(lrs, demo)
        with lrs.service("demo", "--serve") as service:
            ids = await stored_ids(session, service.url)
            assert await ledger(session, service.url) == undisturbed.ledger
    assert len(ids) == len(set(ids))
    assert poster.acknowledged
    assert undisturbed.ids | poster.acknowledged <= set(ids) <= undisturbed.ids | poster.sent.keys()


def _terminate(lrs: Command, demo: Started) -> None:
    assert demo.stop(signal.SIGTERM) == 128 + signal.SIGTERM
    assert demo.complaint() == "Stopped by SIGTERM.\n"
    assert not processes_of(lrs.data)


def _kill(_lrs: Command, demo: Started) -> None:
    assert demo.stop(signal.SIGKILL) == -signal.SIGKILL


def _kill_with_mongod(lrs: Command, demo: Started) -> None:
    os.kill(int((lrs.data / "mongod" / "mongod.lock").read_text()), signal.SIGKILL)
    _kill(lrs, demo)


async def _awarded(session: ClientSession, url: str, count: int, demo: Started) -> None:
    """Wait until there are `count` awards."""
    async with asyncio.timeout(PATIENCE):
        while await _awards(session, url) < count:
            assert not demo.ended(), demo.complaint()
            await asyncio.sleep(0.01)


async def _awards(session: ClientSession, url: str) -> int:
    try:
        return len((await get(session, f"{url}/api/awards"))["awards"])
    except ClientConnectionError:
        return 0


def test_a_day_that_was_played_is_not_played_again(undisturbed: Played) -> None:
    with undisturbed.lrs.service("demo", "--serve") as service:
        assert "The demo day was played before." in service.started.said()
        again = asyncio.run(_outcome(undisturbed.lrs, service.url))
    assert again.ledger == undisturbed.ledger
    assert again.ids == undisturbed.ids


def test_the_demo_ends_by_itself_and_leaves_the_reports_only(lrs: Command) -> None:
    output = lrs.output("demo")
    folder = lrs.data.parent
    assert "The demo day is played." in output
    etree.parse(folder / "out" / "ama-pra-2026-03.xml")
    with (folder / "out" / "ama-pra-2026-03.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert {(row["learner"], row["policy"]) for row in rows} == {
        pair for pair, state in STATES.items() if state != "revoked"
    }
    assert [path.name for path in folder.iterdir()] == ["out"]
