"""What a policy must not say although each of its keys by itself keeps the schema."""

from __future__ import annotations

from typing import Any

from lrs.credits.activities import Activities
from lrs.credits.basis import basis_of, planned_minutes
from lrs.errors import PolicyRefused


def check(document: dict[str, Any]) -> None:
    """Raise PolicyRefused for the first keys that contradict each other or need one that is missing."""
    asked = document["earned_by"]
    _check_attended(document, asked.get("attended"))
    _check_visited(asked.get("visited"))
    _check_score(document, asked.get("score"))
    _check_watched(document, asked.get("watched"))
    _check_questions(asked)
    _check_completed(document, asked)
    _check_claim(document)
    _check_retired(document)
    _check_cycle(document)


def _check_attended(document: dict[str, Any], asked: dict[str, Any] | None) -> None:
    if asked is None:
        return
    pointer = "/earned_by/attended"
    if ("at_least_minutes" in asked) == ("at_least_percent" in asked):
        raise PolicyRefused(
            "'attended' must have one of the keys at_least_minutes and at_least_percent.", pointer=pointer
        )
    basis = basis_of(document)
    if "at_least_percent" in asked and "of_minutes" not in asked and planned_minutes(basis) is None:
        raise PolicyRefused(
            "The key 'of_minutes' is missing: the basis does not say of how many minutes the percentage is.",
            pointer=f"{pointer}/of_minutes",
        )
    if "at_least_minutes" in asked and "of_minutes" in asked:
        raise PolicyRefused("'of_minutes' belongs to 'at_least_percent'.", pointer=f"{pointer}/of_minutes")
    if asked.get("below") == "pro rata" and document.get("basis", {}).keys().isdisjoint(
        {"scheduled", "estimated"}
    ):
        raise PolicyRefused(
            "'pro rata' below the mark needs the basis scheduled or estimated, which is the whole.",
            pointer=f"{pointer}/below",
        )


def _check_visited(asked: dict[str, Any] | None) -> None:
    if asked is None:
        return
    count = Activities.of(asked["items"]).count
    if count is None and "count" not in asked:
        raise PolicyRefused(
            "The key 'count' is missing: a pattern does not say how many items there are.",
            pointer="/earned_by/visited/count",
        )
    if count is not None and "count" in asked:
        raise PolicyRefused(
            "'count' is for patterns; a list of items says itself how many there are.",
            pointer="/earned_by/visited/count",
        )


def _check_score(document: dict[str, Any], asked: dict[str, Any] | None) -> None:
    if asked is None:
        return
    pointer, of = "/earned_by/score", asked.get("of", 1)
    known = Activities.of(asked.get("activity", document["activity"]["id"])).count
    if "count" in asked and (known is not None or of not in {"all", "mean"}):
        raise PolicyRefused(
            "'count' is for patterns of activities of which 'of' asks for all or for the mean.",
            pointer=f"{pointer}/count",
        )
    if known is None and of in {"all", "mean"} and "count" not in asked:
        raise PolicyRefused(
            "The key 'count' is missing: a pattern does not say how many activities are scored.",
            pointer=f"{pointer}/count",
        )
    if known is not None and of not in {"all", "mean"} and of > known:
        raise PolicyRefused(f"'of' asks for {of} activities of {known}.", pointer=f"{pointer}/of")


def _check_watched(document: dict[str, Any], asked: dict[str, Any] | None) -> None:
    if asked is None or "of_minutes" in asked or planned_minutes(basis_of(document)) is not None:
        return
    if Activities.of(asked.get("activity", document["activity"]["id"])).count is None:
        raise PolicyRefused(
            "The key 'of_minutes' is missing: a pattern does not say which recordings there are.",
            pointer="/earned_by/watched/of_minutes",
        )


def _check_questions(asked: dict[str, Any]) -> None:
    for name in ("evaluation", "attestation", "reflection"):
        form = asked.get(name)
        if not isinstance(form, dict) or "at_least" not in form:
            continue
        count = Activities.of(form["activity"]).count
        if count is not None and form["at_least"] > count:
            raise PolicyRefused(
                f"'at_least' asks for {form['at_least']} answers to {count} questions.",
                pointer=f"/earned_by/{name}/at_least",
            )


def _check_completed(document: dict[str, Any], asked: dict[str, Any]) -> None:
    if asked.get("completed") == "all" and Activities.of(document["activity"]["id"]).count is None:
        raise PolicyRefused(
            "'all' needs a list of activities; a pattern does not say which there are.",
            pointer="/earned_by/completed",
        )


def _check_claim(document: dict[str, Any]) -> None:
    if "claim_by" in document["window"] and "claim" not in document:
        raise PolicyRefused(
            "'claim_by' is the deadline of a 'claim', and there is none.", pointer="/window/claim_by"
        )


def _check_retired(document: dict[str, Any]) -> None:
    if "retired" in document and "effective" not in document:
        raise PolicyRefused(
            "The key 'effective' is missing: it says from which day on nothing is earned.",
            pointer="/effective",
        )


def _check_cycle(document: dict[str, Any]) -> None:
    once = document.get("once_per")
    if isinstance(once, dict) and int(once["cycle"]["begins"][-2:]) > 28:
        raise PolicyRefused(
            "A cycle must begin on one of the first 28 days of a month, which every month has.",
            pointer="/once_per/cycle/begins",
        )
