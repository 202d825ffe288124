from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrs.xapi.languages import MOST, choose, read_preferences

TAGS = st.lists(
    st.sampled_from(["en", "en-US", "en-GB", "fr", "fr-CA", "de", "zh-Hant-TW", "und"]),
    min_size=1,
    unique=True,
)
HEADERS = st.lists(
    st.tuples(
        st.sampled_from(["en", "en-us", "EN-GB", "fr", "de-CH", "zh-Hant", "*", "x y", ""]),
        st.sampled_from(["", ";q=0", ";q=0.3", "; q=0.9", ";q=1.000", ";q=2", ";level=1"]),
    ).map("".join)
).map(", ".join)


@pytest.mark.parametrize(
    ("header", "tags", "chosen"),
    [
        ("fr", "en fr de", "fr"),
        ("FR", "en fr de", "fr"),
        ("de, fr", "en fr de", "de"),
        ("de;q=0.5, fr;q=0.8", "en fr de", "fr"),
        ("de; q=0.5 , fr ; q=0.8", "en fr de", "fr"),
        ("en", "fr en-US en-GB", "en-US"),
        ("en", "en-US en", "en"),
        ("en-GB, en;q=0.9", "en-US en-GB", "en-GB"),
        ("en-GB;q=0.1, en;q=0.9", "en-GB en-US", "en-US"),
        ("*", "fr en", "fr"),
        ("en, *;q=0.5", "fr en", "en"),
        ("en;q=0.2, *;q=0.5", "en fr", "fr"),
        ("en-GB, fr;q=0.5", "en fr", "fr"),
        ("en-GB, *;q=0.1", "fr en", "en"),
        ("fr;q=0, *", "fr en", "en"),
        ("fr;q=0", "fr en", "en"),
        ("fr;q=0", "fr", "fr"),
    ],
)
def test_the_highest_quality_wins(header: str, tags: str, chosen: str) -> None:
    assert choose(tags.split(), read_preferences(header)) == chosen


@pytest.mark.parametrize(
    ("header", "tags", "chosen"),
    [
        ("en-GB", "fr en", "en"),
        ("en-GB", "fr en-US", "en-US"),
        ("en-GB", "fr en-US en", "en"),
        ("zh-Hant-CN", "zh-Hans zh zh-Hant", "zh-Hant"),
        ("nl, en-GB", "fr en", "en"),
        ("nl", "fr en", "fr"),
        ("", "fr en", "fr"),
        ("not a language, en;q=high", "fr en", "fr"),
        ("eng", "en fr", "en"),
        ("e", "fr en", "fr"),
    ],
)
def test_where_nothing_is_acceptable_the_nearest_is_taken(header: str, tags: str, chosen: str) -> None:
    assert choose(tags.split(), read_preferences(header)) == chosen


@given(tags=TAGS, header=HEADERS)
def test_one_of_the_tags_is_chosen_whatever_the_header_says(tags: list[str], header: str) -> None:
    assert choose(tags, read_preferences(header)) in tags


@given(tags=TAGS, header=HEADERS)
def test_no_tag_has_a_higher_quality_than_the_chosen_one(tags: list[str], header: str) -> None:
    wanted = read_preferences(header)

    def quality(tag: str) -> float | None:
        matching = [(each, q) for each, q in wanted if each == "*" or f"{tag}-".startswith(f"{each}-")]
        return max((len(each.strip("*")), q) for each, q in matching)[1] if matching else None

    qualities = [quality(tag.lower()) for tag in tags]
    named = [each for each in qualities if each]
    expected = max(named) if named else None if None in qualities else 0.0
    assert quality(choose(tags, wanted).lower()) == expected


@given(header=st.text())
def test_any_header_can_be_read(header: str) -> None:
    for range_, quality in read_preferences(header):
        assert range_ == range_.lower()
        assert 0 <= quality <= 1


def test_a_header_has_an_end() -> None:
    assert len(read_preferences(", ".join(["en"] * 5_000))) == MOST
