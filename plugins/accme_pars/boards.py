"""The certifying boards: their credit, and what their rules demand of a policy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from importlib import resources
from typing import Literal

import msgspec

from lrs.plugins import CreditType, Policy, Problem


class Board(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A board by its code in PARS, with the rules that `boards.yaml` explains."""

    code: str
    step: Decimal
    once: Literal["date"] | None = None
    exempt: tuple[str, ...] = msgspec.field(default=(), name="except")
    split: bool = False
    activities_from: date = date.min


def _read() -> Mapping[str, Board]:
    text = (resources.files(__package__) / "boards.yaml").read_bytes()
    return msgspec.yaml.decode(text, type=dict[str, Board])


BOARDS = _read()
"""By the short name that policies use for the body."""


def credit_types() -> list[CreditType]:
    """Return the points of each board: like CME credits, of which they are usually as many."""
    return [
        CreditType(body, f"{board.code} MOC/CC point", board.step, "nearest", board.step, Decimal(60))
        for body, board in BOARDS.items()
    ]


def problems(policy: Policy) -> Iterator[Problem]:
    """Yield what is wrong with a policy that gives points of a board."""
    for credit in policy.credits:
        if board := BOARDS.get(credit.body):
            if credit.step % board.step:
                yield Problem(
                    f"{board.code} takes points in steps of {board.step}.", f"{credit.pointer}/step"
                )
            if board.split and credit.parts:
                yield from _split_problems(policy, board, credit.maximum, len(credit.parts), credit.pointer)
            yield from _activity_problems(policy, board)


def _split_problems(
    policy: Policy, board: Board, points: Decimal, parts: int, pointer: str
) -> Iterator[Problem]:
    if parts != 2:
        yield Problem(
            f"{board.code} takes two records: for patient safety, and for the rest.", f"{pointer}/parts"
        )
    for cme in policy.credits:
        if cme.body == "ama-pra" and cme.maximum != points:
            yield Problem(
                f"The parts for {board.code} must come to the CME credit of {cme.maximum}.",
                f"{pointer}/maximum",
            )


def _activity_problems(policy: Policy, board: Board) -> Iterator[Problem]:
    often = policy.once.per == "activity" and policy.activity.format not in board.exempt
    if board.once == "date" and often:
        yield Problem(
            f"{board.code} takes an activity once per completion date; several activities of this policy "
            "may be completed on one.",
            "/once_per",
        )
    if policy.window.release < board.activities_from:
        yield Problem(
            f"{board.code} takes activities that start on {board.activities_from} or later.",
            "/window/release",
        )
