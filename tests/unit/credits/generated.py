"""Policies and histories of all kinds, drawn by hypothesis."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from lrs.credits.document import read
from lrs.credits.evidence import Evidence
from lrs.credits.learner import Learner
from lrs.credits.policy import Policy, parse
from tests.unit.credits.samples import ATTENDED, COMPLETED, NOON, PASSED, example, written

COURSE = "https://cme.example.org/course/"
MAIN = f"{COURSE}main"
SESSIONS = [f"{COURSE}s{n}" for n in range(3)]
QUESTIONS = [f"{COURSE}q{n}" for n in range(3)]
FORMS = {
    name: f"{COURSE}{name}" for name in ("evaluation", "disclosure", "attestation", "reflection", "consent")
}
CLAIMED = "https://cme.example.org/verbs/claimed"
ANSWERED = "http://adlnet.gov/expapi/verbs/answered"
LEARNERS = st.sampled_from(
    [Learner("Physician", frozenset({"npi", "profession"}))] * 4 + [Learner(), Learner("nurse")]
)

_MINUTES = st.sampled_from([15, 30, 45, 60, 90, 240])
_ITEMS = f"{COURSE}q*"
_BASES = st.one_of(
    st.none(),
    st.fixed_dictionaries({"scheduled": _MINUTES}),
    st.fixed_dictionaries({"estimated": _MINUTES}),
    st.fixed_dictionaries({"fixed": st.sampled_from([Decimal("0.5"), 1, 3])}),
    st.fixed_dictionaries({"attended": st.just({}) | st.fixed_dictionaries({"session_at_most": _MINUTES})}),
    st.fixed_dictionaries(
        {
            "questions": st.fixed_dictionaries(
                {"activity": st.just(_ITEMS), "per_credit": st.sampled_from([1, 3, 10])},
                optional={"correct": st.just(True)},
            )
        }
    ),
    st.fixed_dictionaries(
        {
            "segments": st.lists(
                st.fixed_dictionaries(
                    {"activity": st.sampled_from([*SESSIONS, f"{COURSE}s*"])},
                    optional={
                        "minutes": _MINUTES,
                        "factor": st.sampled_from([Decimal("0.5"), 2, 3]),
                        "at_most_minutes": _MINUTES,
                    },
                ),
                min_size=1,
                max_size=3,
                unique_by=str,
            )
        }
    ),
)
_REQUIREMENTS = st.dictionaries(
    st.sampled_from(["completed", "score", "visited", "attended", "identity", *FORMS]), st.none(), max_size=4
)


@st.composite
def requirements(draw: st.DrawFn, basis: dict[str, Any] | None) -> dict[str, Any]:
    asked: dict[str, Any] = dict.fromkeys(draw(_REQUIREMENTS)) or {"completed": None}
    marks: dict[str, Any] = {"at_least_minutes": draw(_MINUTES)}
    if draw(st.booleans()):
        marks = {"at_least_percent": draw(st.sampled_from([50, 70, 100])), "of_minutes": draw(_MINUTES)}
    if basis and basis.keys() & {"scheduled", "estimated"} and draw(st.booleans()):
        marks["below"] = "pro rata"
    score: dict[str, Any] = {
        "at_least": Decimal("0.5"),
        "counts": draw(st.sampled_from(["best", "last", "first"])),
    }
    if draw(st.booleans()):
        score["attempts"] = draw(st.integers(1, 3))
    said = {
        "completed": True,
        "score": score,
        "visited": {"at_least_percent": draw(st.sampled_from([30, 50, 100])), "items": _ITEMS, "count": 3},
        "attended": marks,
        "identity": ["npi"],
        **FORMS,
    }
    return {name: said[name] for name in asked}


@st.composite
def credits_(draw: st.DrawFn, parts: bool) -> dict[str, Any]:
    step = draw(st.sampled_from(["0.01", "0.1", "0.25", "0.5", "1"]).map(Decimal))
    steps = draw(st.integers(2, 40))
    credit: dict[str, Any] = {
        "type": draw(st.sampled_from(["Credit", "Point"])),
        "maximum": steps * step,
        "step": step,
        "rounding": draw(st.sampled_from(["nearest", "down", "up"])),
        "ties": draw(st.sampled_from(["up", "down", "even"])),
        "rounded": draw(st.sampled_from(["once", "per session"])),
        "minimum": draw(st.integers(0, steps) | st.integers(0, 2)) * step,
        "minutes_per_credit": draw(st.sampled_from([20, 60, 120])),
    }
    if parts:
        first = draw(st.integers(1, steps - 1))
        credit["parts"] = [
            {"name": "safety", "maximum": first * step},
            {"name": "rest", "maximum": (steps - first) * step},
        ]
    if draw(st.booleans()):
        credit["professions"] = ["physician"]
    return credit


@st.composite
def documents(draw: st.DrawFn, *, parts: bool = False) -> dict[str, Any]:
    """Draw the document of a policy."""
    basis = draw(_BASES)
    document: dict[str, Any] = read(example()) | {
        "activity": {"id": [f"{COURSE}s*", MAIN], "title": "Course", "format": "live course"},
        "credit": draw(credits_(parts)),
        "earned_by": draw(requirements(basis)),
        "window": {"release": "2026-03-01", "expiry": "2026-03-20"},
    }
    if basis:
        document["basis"] = basis
    if draw(st.integers(0, 3)) == 0:
        document["claim"] = {"verb": CLAIMED, "amount": "score.raw"}
        document["window"]["claim_by"] = {"days": draw(st.integers(0, 10))}
    if draw(st.integers(0, 3)) == 0:
        document["window"]["live"] = ["2026-03-01", "2026-03-02", "2026-03-05"]
    once = draw(
        st.sampled_from([None, None, "activity", "date", {"cycle": {"begins": "2026-03-04", "months": 1}}])
    )
    if once:
        document["once_per"] = once
    document["time_zone"] = draw(st.sampled_from(["UTC", "America/New_York"]))
    return document


def policies() -> st.SearchStrategy[Policy]:
    """Draw a policy."""
    return documents().map(lambda document: parse(written(document)))


_STATEMENTS = st.one_of(
    st.tuples(st.just(ATTENDED), st.sampled_from([*SESSIONS, MAIN])),
    st.tuples(st.sampled_from([COMPLETED, PASSED]), st.sampled_from([*SESSIONS, MAIN])),
    st.tuples(st.sampled_from([COMPLETED, ANSWERED]), st.sampled_from([*FORMS.values(), *QUESTIONS])),
    st.tuples(st.just(CLAIMED), st.just(MAIN)),
)
_ALL_THAT_IS_ASKED = [
    *((COMPLETED, FORMS[name]) for name in ("disclosure", "consent")),
    *((ATTENDED, session) for session in SESSIONS),
    *((ANSWERED, question) for question in QUESTIONS),
    (COMPLETED, MAIN),
    *((COMPLETED, FORMS[name]) for name in ("evaluation", "attestation", "reflection")),
    (CLAIMED, MAIN),
]


@st.composite
def histories(draw: st.DrawFn, extra: int = 6) -> list[Evidence]:
    """Draw what a learner did: most of what may be asked, and more, each at a moment of its own."""
    begun = draw(st.sampled_from([0, 0, 0, -1_440, 4_320]))
    asked = [
        draw(statement(f"asked {n}", begun + 10 * n, each))
        for n, each in enumerate(_ALL_THAT_IS_ASKED)
        if draw(st.integers(0, 15))
    ]
    moments = draw(st.lists(st.integers(-2_000, 30_000), max_size=extra, unique=True))
    others = [draw(statement(f"other {n}", minute, draw(_STATEMENTS))) for n, minute in enumerate(moments)]
    taken = {item.timestamp for item in asked}
    return asked + [item for item in others if item.timestamp not in taken]


@st.composite
def statement(draw: st.DrawFn, name: str, minute: int, about: tuple[str, str]) -> Evidence:
    """Draw one statement, `minute` minutes after the first noon."""
    verb, activity = about
    return Evidence(
        statement_id=name,
        verb=verb,
        activity=activity,
        timestamp=NOON + timedelta(minutes=minute),
        success=draw(st.sampled_from([None, None, True, True, False])),
        score_scaled=draw(st.sampled_from([None, Decimal("0.4"), Decimal("0.6"), Decimal(1)])),
        seconds=draw(st.decimals(0, 6000, places=2)) if verb == ATTENDED else None,
        numbers={"score.raw": draw(st.decimals(0, 20, places=2))} if verb == CLAIMED else {},
    )
