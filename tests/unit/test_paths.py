from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from yarl import URL

from lrs.api.paths import tidied


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("/xapi/statements", "/xapi/statements"),
        ("/xapi//statements", "/xapi/statements"),
        ("//xapi///statements//", "/xapi/statements"),
        ("/", "/"),
        ("///", "/"),
        ("/api/awards/a%2Fb%20c/", "/api/awards/a%2Fb%20c"),
        ("/xapi//statements?agent=%7b%2F%2Fx%7D&a=b+c", "/xapi/statements?agent=%7b%2F%2Fx%7D&a=b+c"),
    ],
)
def test_slashes_are_tidied_and_nothing_else(written: str, meant: str) -> None:
    path, _, query = written.partition("?")
    url = URL.build(path=path, query_string=query, encoded=True)
    assert str(tidied(url)) == meant


@given(st.lists(st.sampled_from(["/", "//", "a", "%2F", ".."])).map(lambda parts: "/" + "".join(parts)))
def test_what_is_tidy_stays_as_it_is(path: str) -> None:
    url = tidied(URL.build(path=path, encoded=True))
    assert tidied(url) == url
    assert "//" not in url.raw_path
