"""Reading a credit policy."""

from __future__ import annotations

import json
import re
from datetime import date
from decimal import Decimal

import pytest

from lrs.credits.activities import Activities
from lrs.credits.document import MAX_BYTES, read
from lrs.credits.earned_by import Said, Score
from lrs.credits.policy import parse
from lrs.errors import PolicyRefused
from tests.unit.credits.samples import ACTIVITY, EVALUATION, example


def test_the_documented_example_is_read_in_full() -> None:
    policy = parse(example())
    assert (policy.id, policy.version, policy.credits[0].body) == ("sepsis-module", 1, "ama-pra")
    assert policy.activity.format == "enduring material"
    assert policy.provider.id == "0001234"
    assert policy.credits[0].maximum == Decimal("1.00")
    assert policy.earned_by.score == Score(Decimal("0.8"), policy.activity.ids)
    assert policy.earned_by.evaluation == Said(Activities.named([EVALUATION]))
    assert policy.window.expiry == date(2028, 12, 31)
    assert policy.scope.iris == {ACTIVITY, EVALUATION}


def test_json_and_yaml_are_one_policy() -> None:
    assert parse(json.dumps(read(example()), default=float)) == parse(example().encode())


def test_numbers_are_exactly_what_is_written() -> None:
    assert str(read("at_least: 0.10")["at_least"]) == "0.10"
    assert str(read('{"at_least": 0.10}')["at_least"]) == "0.10"


def test_days_octal_numbers_and_yes_stay_text() -> None:
    read_back = read("a: 2026-01-01\nb: 0001234\nc: yes")
    assert read_back == {"a": "2026-01-01", "b": "0001234", "c": "yes"}


@pytest.mark.parametrize("ending", ["", ".0", ".000"])
def test_the_hash_ignores_how_a_number_is_written(ending: str) -> None:
    assert parse(example().replace("maximum: 1.00", f"maximum: 1{ending}")).hash == parse(example()).hash


def test_the_hash_ignores_the_order_of_keys() -> None:
    head, tail = example().split("earned_by:")
    earned_by, window = tail.split("window:")
    assert parse(f"window:{window}\nearned_by:{earned_by}\n{head}").hash == parse(example()).hash


def test_the_hash_depends_on_what_is_said() -> None:
    assert parse(example().replace("0.8", "0.81")).hash != parse(example()).hash


def test_defaults_are_ties_up_sixty_minutes_and_the_host_of_the_activity() -> None:
    text = example().replace("  ties: up\n", "").replace("  minutes_per_credit: 60\n", "")
    policy = parse(text.replace("  domain: cme.example.org\n", ""))
    assert (policy.credits[0].ties, policy.credits[0].minutes_per_credit) == ("up", Decimal(60))
    assert policy.provider.domain == "cme.example.org"


def test_an_activity_without_host_gives_no_domain() -> None:
    text = example().replace("  domain: cme.example.org\n", "")
    assert (
        parse(
            text.replace("id: https://cme.example.org/modules/sepsis\n", "id: urn:sepsis\n")
        ).provider.domain
        is None
    )


@pytest.mark.parametrize(
    ("written", "instead", "pointer", "sentence"),
    [
        ("version: 1", "versoin: 1", "/versoin", "There is no key 'versoin' here"),
        ("version: 1\n", "", "/version", "The key 'version' is missing."),
        ("version: 1", "version: 0", "/version", "'version' must be a whole number from 1 up. Here it is 0."),
        ("version: 1", "version: 1.5", "/version", "'version' must be a whole number"),
        ("sepsis-module", "Sepsis Module", "/policy", "lower-case letters"),
        ("enduring material", "podcast", "/activity/format", "one of: live course"),
        ('"0001234"', "1234", "/provider/id", "a number needs quotes"),
        ("domain: cme.example.org", "domain: localhost", "/provider/domain", "DNS name"),
        ("maximum: 1.00", "maximum: 0", "/credit/maximum", "above 0"),
        ("maximum: 1.00", "maximum: 0.9", "/credit/maximum", "0.9 is no multiple of 0.25"),
        ("maximum: 1.00", "maximum: '1.00'", "/credit/maximum", "Here it is the text '1.00'."),
        ("minimum: 0.25", "minimum: 1.25", "/credit/minimum", "1.25 is above 1.00"),
        ("rounding: nearest", "rounding: half", "/credit/rounding", "nearest, down, up"),
        ("completed: true", "completed: false", "/earned_by/completed", "one of the activities is enough"),
        ("completed: true", "a/b~c: true", "/earned_by/a~1b~0c", "There is no key 'a/b~c' here"),
        ("{at_least: 0.8}", "{at_least: 80}", "/earned_by/score/at_least", "from -1 to 1. Here it is 80."),
        ("{at_least: 0.8}", "80", "/earned_by/score", "a mapping with the key at_least"),
        ("2028-12-31", "2025-12-31", "/window/expiry", "'release' must not be after 'expiry'"),
        ("2028-12-31", "2028-02-30", "/window/expiry", "a day of the calendar"),
        ("2028-12-31", "20281231", "/window/expiry", "written YYYY-MM-DD"),
        ("title: Recognising sepsis\n", "title: ' '\n", "/activity/title", "not blank"),
        ("title: Recognising sepsis\n", 'title: "a\\0b"\n', "/activity/title", "one line of text"),
    ],
)
def test_a_broken_rule_is_named_in_a_plain_sentence_with_its_place(
    written: str, instead: str, pointer: str, sentence: str
) -> None:
    assert written in example()
    with pytest.raises(PolicyRefused) as refused:
        parse(example().replace(written, instead))
    assert refused.value.pointer == pointer
    assert sentence in str(refused.value)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Here it is empty."),
        ("- a list", "Here it is a list."),
        ("a: [", "This is not YAML"),
        ('{"a": ', "This is not JSON"),
        ("a: 1\na: 2", "'a' is given twice"),
        ('{"a": 1, "a": 2}', "'a' is given twice"),
        ("1: 2", "Keys are text"),
        ("a: &x [1]\nb: *x", "anchors"),
        ("a: !!python/name:os.system x", "This is not YAML"),
        ("a: 1e400", "no exponent"),
        ('{"a": 1e400}', "no exponent"),
        ('{"a": NaN}', "no exponent"),
        ("a: 12345678901", "at most nine digits"),
        ("a: " + "[" * 30_000, "nested too deeply"),
        ('{"a": ' + "[" * 30_000, "nested too deeply"),
        ("#" * (MAX_BYTES + 1), "at most 65536 bytes"),
    ],
)
def test_what_is_no_policy_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(PolicyRefused, match=re.escape(sentence)):
        parse(text)


def test_half_a_character_is_refused() -> None:
    document = json.dumps(read(example()) | {"title": "\ud800"}, default=float)
    with pytest.raises(PolicyRefused, match="one line of text"):
        parse(document)


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(PolicyRefused, match="byte 3"):
        parse(b"a: \xff")


def test_a_live_course_may_have_a_window_of_one_day() -> None:
    policy = parse(example().replace("2028-12-31", "2026-01-01"))
    assert policy.window.release == policy.window.expiry
