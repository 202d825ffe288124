"""Documents: entity tags, and what a POST leaves behind."""

from __future__ import annotations

import json
from hashlib import sha1
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrs.errors import InvalidRequest
from lrs.xapi.documents import JSON, Document, merge


def document(content: bytes, content_type: str = JSON) -> Document:
    return Document(content, content_type)


_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=5)
_value = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | _text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_text, inner, max_size=3),
    max_leaves=6,
)
_objects = st.dictionaries(_text, _value, max_size=5)
_documents = st.builds(
    lambda value, indent, plain: document(json.dumps(value, indent=indent, ensure_ascii=plain).encode()),
    _objects,
    st.sampled_from([None, 2]),
    st.booleans(),
)


def value(of: Document) -> Any:
    return json.loads(of.content)


@pytest.mark.parametrize("content", [b"", b"{}", b'{ "a" : 1 }', b"\x00\xff"])
def test_the_entity_tag_is_the_sha1_of_the_exact_bytes(content: bytes) -> None:
    assert document(content).etag == sha1(content, usedforsecurity=False).hexdigest()


@given(_documents, _documents)
def test_what_was_sent_takes_the_place_of_what_stands_by_top_level_member(
    standing: Document, sent: Document
) -> None:
    assert value(merge(standing, sent)) == value(standing) | value(sent)


@given(_documents, _documents, _documents)
def test_two_merges_may_be_made_one(first: Document, second: Document, third: Document) -> None:
    assert merge(merge(first, second), third) == merge(first, merge(second, third))


@given(_documents, _documents)
def test_a_merge_that_is_done_again_changes_nothing(standing: Document, sent: Document) -> None:
    once = merge(standing, sent)
    assert merge(once, sent) == once


def test_a_nested_object_is_replaced_whole() -> None:
    merged = merge(
        document(b'{"car":{"make":"Ford","model":"Escape"}}'), document(b'{"car":{"make":"Dodge"}}')
    )
    assert merged.content == b'{"car":{"make":"Dodge"}}'


def test_a_merge_is_compact_and_keeps_order_and_the_digits_of_numbers() -> None:
    standing = document(b'{ "b" : 1.0,\n "a" : [ 123456789012345678901, "x  y" ] }')
    merged = merge(standing, document(b'{"c": 0.10, "b": 1E2}', "application/json; charset=utf-8"))
    assert merged.content == b'{"b":1E2,"a":[123456789012345678901,"x  y"],"c":0.10}'
    assert merged.content_type == "application/json; charset=utf-8"


@pytest.mark.parametrize("content_type", [JSON, "Application/JSON ; charset=utf-8", "text/plain", "not/json"])
def test_where_nothing_stands_the_document_is_kept_as_it_came(content_type: str) -> None:
    sent = document(b'{ "a" : 1 }', content_type)
    assert merge(None, sent) == sent


NO_OBJECTS = [
    b"",
    b"page3",
    b"[1]",
    b'"{}"',
    b"{}{",
    b'{"a":1',
    b'{"a":"\xff"}',
    b"\xef\xbb\xbf{}",
    b"[" * 9999,
]


@pytest.mark.parametrize("content", NO_OBJECTS)
def test_what_calls_itself_json_must_be_an_object(content: bytes) -> None:
    for standing in (None, document(b"{}")):
        with pytest.raises(InvalidRequest, match=r"^the document cannot be read as a JSON object"):
            merge(standing, document(content))
    with pytest.raises(InvalidRequest, match=r"^the document stored here cannot be read"):
        merge(document(content), document(b"{}"))


@pytest.mark.parametrize("content_type", ["text/plain", "application/jsonp", "application/json-seq", ""])
def test_documents_of_another_type_are_not_merged(content_type: str) -> None:
    other = document(b"{}", content_type)
    for standing, sent in ((other, document(b"{}")), (document(b"{}"), other)):
        with pytest.raises(InvalidRequest) as refused:
            merge(standing, sent)
        assert refused.value.pointer == "Content-Type"
