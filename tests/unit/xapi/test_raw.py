from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrs.errors import InvalidRequest, LrsError, StatementRefused
from lrs.xapi import raw
from lrs.xapi.statements import check
from lrs.xapi.versions import V1_0_3

TEXT = st.text(st.characters(codec="utf-8"), max_size=8)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=8,
)
OBJECTS = st.dictionaries(TEXT, VALUES, max_size=5)


@st.composite
def written(draw: st.DrawFn, value: Any) -> bytes:
    """Return one of the many ways to write `value` as JSON."""
    separators = (draw(st.sampled_from([",", " , ", ",\n"])), draw(st.sampled_from([":", ": ", " :\t"])))
    text = json.dumps(
        value,
        ensure_ascii=draw(st.booleans()),
        indent=draw(st.sampled_from([None, 2])),
        separators=separators,
    )
    return text.encode()


def test_numbers_key_order_and_escapes_stay_as_they_were_written() -> None:
    one = b'{ "b":1.0, "a" : 12345678901234567890123 ,"\\u0063":1E5}'
    two = b'{"$x.y":[1 ,\n2]}'
    assert raw.split(b" [" + one + b" ,\n" + two + b"]\n") == [one, two]
    assert raw.split(b"\n" + two + b" ") == [two]
    assert raw.members(one) == {"b": b"1.0", "a": b"12345678901234567890123", "c": b"1E5"}


@given(st.data(), st.lists(OBJECTS, min_size=1, max_size=4))
def test_a_batch_is_split_into_the_exact_bytes_of_each_statement(
    data: st.DataObject, values: list[Any]
) -> None:
    texts = [data.draw(written(value)) for value in values]
    assert raw.split(b"[" + b" ,".join(texts) + b"]") == texts
    assert [raw.decode(text) for text in texts] == values


@given(st.data(), OBJECTS)
def test_members_are_exact_and_in_order_and_join_again(data: st.DataObject, value: dict[str, Any]) -> None:
    members = raw.members(data.draw(written(value)))
    assert list(members) == list(value)
    joined = raw.join(members)
    assert raw.members(joined) == members
    assert raw.decode(joined) == value


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "JSON object"),
        (b"null", "JSON object"),
        (b'"x"', "JSON object"),
        (b"[]", "empty"),
        (b"[[]]", "JSON object"),
        (b"[{},1]", "JSON object"),
        (b"\xef\xbb\xbf{}", "byte order mark"),
        (b"[{}", "truncated"),
        (b"[{},]", "trailing comma"),
        (b"[{}] x", "trailing characters"),
        (b"[" * 100_000, "too deeply"),
    ],
)
def test_a_body_that_holds_no_statements_is_refused(body: bytes, says: str) -> None:
    with pytest.raises(InvalidRequest, match=says):
        raw.split(body)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (b"{", "truncated"),
        (b"{'a':1}", "malformed"),
        (b'{"a":1,}', "trailing comma"),
        (b'{"a":1}{}', "trailing characters"),
        (b'{"a":NaN}', "malformed"),
        (b'{"a":01}', "malformed"),
        (b'{"a":"\xff"}', "UTF-8"),
        (b'{"a":"\xc0\xaf"}', "UTF-8"),
        (b'{"a":"\\ud800"}', "cannot be read"),
        (b'{"a":"\n"}', "malformed"),
        (b'{"a":1e999}', "out of range"),
        (b'{"a":' + b"9" * 5000 + b"}", "out of range"),
        (b'{"a":' + b"[" * 100 + b"]" * 100 + b"}", "nested deeper than 100"),
        (b'{"a":' * 100_000, "too deeply"),
    ],
)
def test_a_malformed_statement_is_refused(text: bytes, says: str) -> None:
    with pytest.raises(InvalidRequest, match=says):
        raw.decode(text)


def test_nesting_is_measured_in_depth_not_in_number() -> None:
    raw.decode(b'{"a":' + b"[" * 99 + b"]" * 99 + b"}")
    raw.decode(b'{"a":[' + b",".join([b"[]"] * 500) + b"]}")


@pytest.mark.parametrize(
    "text",
    [
        b'{"a":1,"a":1}',
        b'{"a":1,"a" : 2}',
        b'{"a":1,"\\u0061":2}',
        b'{"a:":1,"a\\u003a":2}',
        b'{"a:":1,"a\\u003A":2}',
        b'{"x":[{"y":{"b":1,"c":2,"b":{"d":"e:f"}}}]}',
        b'{"a":"\\":","a":1}',
    ],
)
def test_a_key_that_stands_twice_is_refused_at_any_level(text: bytes) -> None:
    with pytest.raises(StatementRefused, match="twice") as caught:
        raw.decode(text)
    assert caught.value.rule == "statement.repeated-key"


@pytest.mark.parametrize("text", [b'{"a":{"a":{"b":1}},"b":{"a":1}}', b'{"a\\u003a":1}', b'{"a":"\\u003a:"}'])
def test_a_key_may_come_again_at_another_level(text: bytes) -> None:
    assert raw.decode(text) == json.loads(text)


@given(st.data(), OBJECTS.filter(bool))
def test_every_repeated_key_is_found(data: st.DataObject, value: dict[str, Any]) -> None:
    key = data.draw(st.sampled_from(list(value)))
    again = json.dumps(key) + data.draw(st.sampled_from([":", " : "])) + json.dumps(data.draw(VALUES))
    text = data.draw(written(value)).rstrip().removesuffix(b"}") + b"," + again.encode() + b"}"
    with pytest.raises(StatementRefused):
        raw.decode(text)


SHREDS = st.sampled_from(
    [
        b"{",
        b"}",
        b"[",
        b"]",
        b",",
        b":",
        b'"',
        b"\\",
        b'"actor"',
        b'"verb"',
        b'"object"',
        b'"id"',
        b"null",
        b"1e",
        b" ",
    ]
)


@given(st.binary() | st.lists(SHREDS).map(b"".join) | VALUES.map(lambda value: json.dumps(value).encode()))
def test_no_body_whatever_raises_anything_but_our_errors(body: bytes) -> None:
    try:
        for text in raw.split(body):
            raw.members(text)
            check(raw.decode(text), V1_0_3)
    except LrsError:
        pass
