"""Activities by IRI and by pattern."""

from __future__ import annotations

import pytest

from lrs.credits.activities import Activities
from lrs.errors import PolicyRefused
from tests.unit.credits.samples import policy

BASE = "https://cme.example.org/course"


@pytest.mark.parametrize(
    ("pattern", "iri", "matches"),
    [
        (f"{BASE}/*", f"{BASE}/one", True),
        (f"{BASE}/*", f"{BASE}/one/two", False),
        (f"{BASE}/*", f"{BASE}/one?two", False),
        (f"{BASE}/*", f"{BASE}/", False),
        (f"{BASE}/*", f"{BASE}/one\n", True),
        (f"{BASE}/**", f"{BASE}/one/two#three", True),
        (f"{BASE}/**", f"{BASE}/", False),
        (f"{BASE}/*/day-*", f"{BASE}/one/day-2", True),
        (f"{BASE}/*/day-*", f"{BASE}/one/two/day-2", False),
        (f"{BASE}.*", f"{BASE}x1", False),
        (BASE, BASE, True),
        (BASE, f"{BASE}/", False),
    ],
)
def test_what_a_pattern_matches(pattern: str, iri: str, matches: bool) -> None:
    assert (iri in Activities.of(pattern)) is matches
    assert (iri in Activities.of(["https://other.example.org/", pattern])) is matches


def test_what_several_name_is_all_that_each_of_them_names() -> None:
    both = Activities.of(BASE) | Activities.of(f"{BASE}/*")
    assert BASE in both
    assert f"{BASE}/one" in both
    assert (both.name, both.count, Activities.of(BASE).count) == (BASE, None, 1)


@pytest.mark.parametrize(
    "pattern", ["*", "https:*", f"{BASE}/**/x", f"{BASE}/***", f"{BASE}/*a*b*c*d*", f"{BASE}/a b*"]
)
def test_a_pattern_without_bounds_is_refused(pattern: str) -> None:
    activity = {"id": pattern, "title": "Course", "format": "live course"}
    with pytest.raises(PolicyRefused, match="IRI") as refused:
        policy({"activity": activity}, completed=True)
    assert refused.value.pointer == "/activity/id"
