"""From statements as real clients send them to awards, for each form of education."""

from __future__ import annotations

import gzip
import json
import random
import uuid
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import ROUND_DOWN, Decimal
from pathlib import Path
from typing import Any

import pytest

from lrs.credits.awards import award_id
from lrs.credits.policy import parse
from lrs.rollup.explanations import Explanations
from lrs.rollup.recompute import Recomputation
from lrs.store import changes
from lrs.store.store import Store
from lrs.xapi.agents import agent_key
from tests.statements import AMARA, statement, voiding
from tests.store.samples import AMARA_KEY, commit, standing
from tests.store.test_worker import dealt_with, history, working

CME = "https://cme.example.org"
ACTIVITY = f"{CME}/activities/stroke"
VIDEO = "https://w3id.org/xapi/video"
ADL = "http://adlnet.gov/expapi/verbs"
JOINED, LEFT = "http://activitystrea.ms/join", "http://activitystrea.ms/leave"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
REVIEWER = {"objectType": "Agent", "mbox": "mailto:office@cme.example.org"}


async def in_force(store: Store, earned_by: dict[str, Any], **said: Any) -> None:
    """Put a policy into force by which a minute is a credit, counted to the hundredth."""
    credit = {
        "type": "AMA PRA Category 1 Credit",
        "maximum": 1000,
        "step": 0.01,
        "rounding": "down",
        "minimum": 0,
        "minutes_per_credit": 1,
    }
    document = {
        "policy": "form",
        "version": 1,
        "title": "A form of education",
        "activity": {"id": ACTIVITY, "title": "Stroke", "format": "simulation"},
        "provider": {"name": "Example Hospital", "id": "0001234"},
        "body": "ama-pra",
        "credit": credit,
        "earned_by": earned_by,
        "window": {"release": "2020-01-01", "expiry": "2099-12-31"},
    } | said
    text = json.dumps(document).encode()
    await store.policies.activate(parse(text), text)


def did(verb: str, minute: float = 0, activity: str = ACTIVITY, **members: Any) -> dict[str, Any]:
    """Return what Amara did so many minutes after noon."""
    moment = NOON + timedelta(minutes=minute)
    usual: dict[str, Any] = {
        "verb": {"id": verb if ":" in verb else f"{ADL}/{verb}"},
        "object": {"objectType": "Activity", "id": activity},
        "timestamp": moment.isoformat(),
    }
    return statement(**(usual | members))


async def awarded(store: Store) -> dict[str, Decimal]:
    """Return what every learner is awarded once everything is computed."""
    await Recomputation(store).everything()
    return {award.learner: award.amount for award in await standing(store)}


async def flags(store: Store) -> list[str]:
    """Return what is wrong with the times of Amara's statements."""
    [explanation] = await Explanations(store).of(AMARA_KEY, "form")
    return [flag.why for flag in explanation.assessment.flags]


async def test_a_webinar_on_two_devices_with_a_lost_connection(store: Store) -> None:
    await in_force(store, {"attended": {"at_least_minutes": 0}}, attendance={"not_left": "until last seen"})
    laptop, phone = ({"registration": str(uuid.uuid4())} for _ in range(2))
    await commit(
        store,
        did(LEFT, 50, context=laptop),
        did(JOINED, 0, context=laptop),
        did(JOINED, 10, context=phone),
        did(LEFT, 30, context=phone),
        did(JOINED, 60, context=phone),
        did("answered", 72, context=phone),
        did("attended", 80, result={"duration": "PT15M"}),
    )
    assert await awarded(store) == {AMARA_KEY: Decimal("70.00")}


async def test_two_sessions_at_the_same_time(store: Store) -> None:
    sessions = {"id": f"{ACTIVITY}/sessions/*", "title": "Stroke day", "format": "live course"}
    await in_force(store, {"attended": {"at_least_minutes": 60}}, activity=sessions)
    await commit(
        store,
        did("attended", 60, f"{ACTIVITY}/sessions/a", result={"duration": "PT1H"}),
        did("attended", 75, f"{ACTIVITY}/sessions/b", result={"duration": "PT1H"}),
    )
    assert await awarded(store) == {AMARA_KEY: Decimal("75.00")}


async def test_a_simulation_with_many_scenarios(store: Store) -> None:
    every = {"at_least": 0.8, "activity": f"{ACTIVITY}/scenarios/*", "of": "all", "count": 40}
    await in_force(store, {"completed": True, "score": every}, basis={"estimated": 45})
    scores = [
        did(
            "scored",
            number,
            f"{ACTIVITY}/scenarios/{number}",
            result={"score": {"raw": 8 + number % 2, "min": 0, "max": 10}, "duration": "PT58.5S"},
        )
        for number in range(40)
    ]
    await commit(store, did("completed", 60), *scores[1:])
    assert await awarded(store) == {}
    await commit(store, scores[0])
    assert await awarded(store) == {AMARA_KEY: Decimal("45.00")}


def player(verb: str, minute: float, position: Any = None, **extensions: Any) -> dict[str, Any]:
    """Return what a player of the xAPI Video Profile sends."""
    said = {f"{VIDEO}/extensions/{name.replace('_', '-')}": value for name, value in extensions.items()}
    if position is not None:
        said[f"{VIDEO}/extensions/time"] = position
    around = {f"{VIDEO}/extensions/length": 600.0, f"{VIDEO}/extensions/session-id": "b1"}
    verb = f"{VIDEO}/verbs/{verb}" if verb in {"played", "paused", "seeked"} else verb
    return did(
        verb,
        minute,
        result={"extensions": said},
        context={"contextActivities": {"category": [{"id": VIDEO}]}, "extensions": around},
    )


async def test_a_video_of_which_parts_were_skipped_and_others_watched_twice(store: Store) -> None:
    await in_force(store, {"watched": {"at_least_percent": 60}}, basis={"watched": {}})
    await commit(
        store,
        player("initialized", 0),
        player("played", 0, 0),
        player("seeked", 2, time_from=120.5, time_to=300),
        player("paused", 5, 480.75),
        player("played", 6, 60),
    )
    assert await awarded(store) == {}
    await commit(
        store,
        player("paused", 8, 180),
        player("terminated", 9, 180, played_segments="0.000[.]120.500[,]300.000[.]480.750"),
    )
    assert await awarded(store) == {AMARA_KEY: Decimal("6.01")}


async def test_a_survey_whose_answers_come_one_by_one(store: Store) -> None:
    survey = {"activity": f"{ACTIVITY}/evaluation#q*", "at_least": 3}
    await in_force(store, {"completed": True, "evaluation": survey}, basis={"scheduled": 30})
    questions = [f"{ACTIVITY}/evaluation#q{number}" for number in range(4)]
    await commit(
        store,
        did("completed"),
        did("answered", 1, questions[0], result={"response": "likert_5"}),
        did("answered", 2, questions[0], result={"response": "likert_4"}),
        did("http://id.tincanapi.com/verb/skipped", 3, questions[1]),
        did("answered", 4, questions[2], result={"response": "likert_1"}),
    )
    assert await awarded(store) == {}
    await commit(store, did("answered", 5, questions[3], result={"response": "likert_2"}))
    assert await awarded(store) == {AMARA_KEY: Decimal("30.00")}


async def test_searches_at_the_point_of_care(store: Store) -> None:
    searched = "https://w3id.org/xapi/acrossx/verbs/searched"
    says = {name: f"{CME}/extensions/{name}" for name in ("question", "source", "reflection")}
    each = {"verb": searched, "credits": 0.5, "filled": list(says.values())}
    await in_force(store, {"completed": True}, basis={"statements": each})

    def search(minute: int, **filled: str) -> dict[str, Any]:
        extensions = {says[name]: value for name, value in filled.items()}
        return did(searched, minute, result={"extensions": extensions})

    whole = {"question": "Dose?", "source": "A guideline", "reflection": "I lower it."}
    await commit(
        store,
        did("completed"),
        search(1, **whole),
        search(2, **whole),
        search(3, question="Dose?", source="A guideline"),
        search(4, **(whole | {"reflection": " "})),
    )
    assert await awarded(store) == {AMARA_KEY: Decimal("1.00")}


def days_ago(days: float, **members: Any) -> dict[str, Any]:
    """Return a completion by the clock of a device that says that it was so many days ago."""
    moment = datetime.now(UTC) - timedelta(days=days)
    return did("completed", timestamp=moment.isoformat(), **members)


async def test_what_comes_late_waits_until_somebody_else_approves_of_it(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Have the bookmark always say how far the worker is.
    monkeypatch.setattr(changes, "QUIET", 0.0)
    await in_force(store, {"completed": True}, arrival={"late": {"days": 7, "then": "review"}})
    late = days_ago(9)

    def approval(actor: dict[str, Any]) -> dict[str, Any]:
        target = {"objectType": "StatementRef", "id": late["id"]}
        return statement(actor=actor, verb={"id": "http://activitystrea.ms/approve"}, object=target)

    approved = approval(REVIEWER)
    async with working(store):
        await commit(store, late)
        await commit(store, approval(AMARA))
        await dealt_with(store)
        assert await standing(store) == []
        assert await flags(store) == [
            "It came 9 days after its timestamp and does not count until somebody else approves of it."
        ]
        await commit(store, approved)
        await dealt_with(store)
        [award] = await standing(store)
        assert award.evidence == (late["id"],)
        await commit(store, voiding(approved["id"], actor=REVIEWER))
    found = await history(store, award_id(AMARA_KEY, "form", award.slot))
    assert [kind for kind, _ in found] == ["granted", "revoked"]


async def test_what_comes_late_is_refused_or_flagged_as_the_policy_has_it(store: Store) -> None:
    await commit(store, days_ago(9))
    await in_force(store, {"completed": True})
    assert list(await awarded(store)) == [AMARA_KEY]
    assert await flags(store) == ["It came 9 days after its timestamp and counts."]
    await in_force(store, {"completed": True}, version=2, arrival={"late": {"days": 7, "then": "refuse"}})
    assert await awarded(store) == {}


async def test_a_clock_that_is_ahead_is_set_right(store: Store) -> None:
    await in_force(store, {"completed": True}, arrival={"ahead": {"minutes": 5, "then": "stored"}})
    before = datetime.now(UTC)
    await commit(store, days_ago(-400))
    await awarded(store)
    [award] = await standing(store)
    assert award.earned_on is not None
    assert before - timedelta(seconds=1) < award.earned_on < datetime.now(UTC)
    [why] = await flags(store)
    assert why.startswith("Its clock was 399 days ahead when it came: it counts as of ")


def real(shared: Path) -> list[dict[str, Any]]:
    """Return the statements of a real course, in order."""
    with gzip.open(shared / "data" / "tccc.json.gz") as file:
        found: list[dict[str, Any]] = json.load(file)
    return sorted(found, key=lambda each: (each["timestamp"], each["id"]))


def verb_of(sent: dict[str, Any]) -> str:
    return str(sent["verb"]["id"]).rpartition("/")[2]


VIDEOS = "https://books.allogy.com/v1/tenant/8/media/*"


def placed(sent: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the statements with the positions that they lack, drawn by their ids."""
    return [each | {"result": _positions(each) | each.get("result", {})} for each in sent]


def _positions(sent: dict[str, Any]) -> dict[str, Any]:
    drawn = random.Random(sent["id"])  # noqa: S311
    length = sent["context"]["extensions"][f"{VIDEO}/extensions/length"]
    names = ("time-from", "time-to") if verb_of(sent) == "seeked" else ("time",)
    return {"extensions": {f"{VIDEO}/extensions/{name}": drawn.randrange(length + 1) for name in names}}


def seconds_shown(sent: Iterable[dict[str, Any]]) -> dict[str, int]:
    """Return how many different seconds of all videos each learner's players showed, second by second."""
    shown: dict[str, set[tuple[str, int]]] = defaultdict(set)
    playing: dict[tuple[str, str, str], int | None] = defaultdict(lambda: None)
    for each in sent:
        said = {name.rpartition("/")[2]: value for name, value in each["result"]["extensions"].items()}
        learner, video, verb = str(agent_key(each["actor"])), each["object"]["id"], verb_of(each)
        key = (learner, video, each["context"]["registration"])
        since = playing[key]
        if verb not in {"played", "paused", "seeked", "completed", "terminated"}:
            continue
        if since is not None and verb != "played":
            until = said["time-from"] if verb == "seeked" else said["time"]
            shown[learner] |= {(video, second) for second in range(since, until)}
        goes_on = verb == "played" or (since is not None and verb in {"seeked", "completed"})
        playing[key] = said["time-to" if verb == "seeked" else "time"] if goes_on else None
    return {learner: len(seconds) for learner, seconds in shown.items() if seconds}


async def test_what_was_watched_of_real_videos(store: Store, shared: Path) -> None:
    videos = [each for each in real(shared) if each["object"]["id"].startswith(VIDEOS[:-1])]
    activity = {"id": VIDEOS, "title": "Haemorrhage control", "format": "enduring material"}
    asked = {"watched": {"at_least_percent": 1, "of_minutes": 1}}
    await in_force(store, asked, activity=activity, basis={"watched": {}})
    sent = placed(videos)
    await commit(store, *sorted(sent, key=lambda each: each["id"]))
    expected = {
        learner: (Decimal(seconds) / 60).quantize(Decimal("0.01"), ROUND_DOWN)
        for learner, seconds in seconds_shown(sent).items()
    }
    assert len(expected) == 6
    assert await awarded(store) == expected


async def test_real_players_that_never_say_where_they_are_have_shown_nothing(
    store: Store, shared: Path
) -> None:
    activity = {"id": VIDEOS, "title": "Haemorrhage control", "format": "enduring material"}
    await in_force(store, {"watched": {"at_least_percent": 1, "of_minutes": 1}}, activity=activity)
    await commit(store, *real(shared))
    assert await awarded(store) == {}


async def test_real_surveys_in_which_questions_were_skipped(store: Store, shared: Path) -> None:
    sent = real(shared)
    answered: dict[str, set[str]] = defaultdict(set)
    for each in sent:
        if "#question-" in each["object"]["id"] and verb_of(each) == "submit":
            answered[str(agent_key(each["actor"]))].add(each["object"]["id"])
    [survey] = {name.partition("#")[0] for names in answered.values() for name in names}
    enough = sorted(map(len, answered.values()))[len(answered) // 2]
    asked = {"activity": f"{survey}#question-*", "at_least": enough}
    activity = {"id": VIDEOS, "title": "Haemorrhage control", "format": "enduring material"}
    await in_force(store, {"evaluation": asked}, activity=activity, basis={"scheduled": 60})
    await commit(store, *sent)
    expected = {learner for learner, questions in answered.items() if len(questions) >= enough}
    assert 0 < len(expected) <= len(answered)
    assert set(await awarded(store)) == expected
