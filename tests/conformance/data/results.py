"""Results and scores."""

from __future__ import annotations

from tests.conformance.places import at
from tests.conformance.rows import DataTable, accepted, refused
from tests.conformance.values import (
    ABSENT,
    result,
    score,
)

RESULTS = at("/result")
SCORES = at("/result/score")

RESULT_TABLE = DataTable(
    "Results",
    "4.2.2.4",
    RESULTS,
    (
        accepted(
            "Data 2.4.5",
            "Every member of a result may be left out",
            {},
            *({n: v} for n, v in result().items()),
        ),
        accepted("Data 2.4.5", "A response may be of any length", result(response="sepsis " * 2000)),
        refused(
            "Data 2.2",
            "A result has no other members",
            "result.unknown",
            result(passed=True),
            result(Success=True),
        ),
        refused("Data 2.4.5", "A result is an object", "result", "passed", 1, True, [result()]),
    ),
)
SCORE_TABLE = DataTable(
    "Scores",
    "4.2.2.4",
    SCORES,
    (
        accepted(
            "Data 2.4.5.1",
            "Every member of a score may be left out",
            {},
            *({n: v} for n, v in score().items()),
        ),
        accepted(
            "Data 2.4.5.1",
            "A scaled score is from -1 to 1, both included",
            score(scaled=1),
            score(scaled=-1),
            score(scaled=0),
            score(scaled=1.0),
            score(scaled=-0.5),
        ),
        refused(
            "Data 2.4.5.1",
            "A scaled score is not beyond -1 and 1",
            "score.scaled",
            score(scaled=1.0001),
            score(scaled=-1.0001),
            score(scaled=85),
        ),
        accepted(
            "Data 2.4.5.1",
            "A raw score is from min to max, both included, and free where they are left out",
            score(raw=0),
            score(raw=20),
            score(raw=1000, min=ABSENT, max=ABSENT),
            score(raw=-5, min=ABSENT),
            score(raw=25, max=ABSENT),
            score(raw=-7.5, min=-10, max=-2.25),
        ),
        refused(
            "Data 2.4.5.1",
            "A raw score is not beyond min and max",
            "score.order",
            score(raw=20.5),
            score(raw=-1),
            score(raw=21, min=ABSENT),
            score(raw=-1, max=ABSENT),
        ),
        refused(
            "Data 2.4.5.1",
            "The least score is less than the greatest",
            "score.order",
            score(raw=ABSENT, min=20, max=0),
            score(raw=ABSENT, min=5, max=5),
            score(raw=5, min=5, max=5),
        ),
        refused(
            "Data 2.2",
            "raw, min and max are numbers, and not in quotes",
            "number",
            score(raw="17"),
            score(min="0"),
            score(max="20"),
            score(raw=True),
            score(max={}),
        ),
        refused(
            "Data 2.2",
            "A scaled score is a number, and not in quotes",
            "score.scaled",
            score(scaled="0.85"),
            score(scaled=True),
            score(scaled={}),
        ),
        refused(
            "Data 2.2", "A score has no other members", "score.unknown", score(percent=85), score(Raw=17)
        ),
        refused("Data 2.4.5.1", "A score is an object", "score", 17, "17", True, [17]),
    ),
)
TABLES = (RESULT_TABLE, SCORE_TABLE)
