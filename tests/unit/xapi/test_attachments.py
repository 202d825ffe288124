"""What a statement says of its attachments."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrs.errors import StatementRefused
from lrs.xapi.attachments import Content, Digest, attachments, require_contents
from lrs.xapi.incoming import Incoming, read_batch
from lrs.xapi.rules import SIGNATURE
from lrs.xapi.versions import V1_0_3
from tests.attachments import attachment, sha2
from tests.signing import signature
from tests.statements import AMARA, MODULE, statement


def incoming(*sent: dict[str, Any]) -> list[Incoming]:
    return read_batch(json.dumps(sent).encode(), V1_0_3, b"{}")


def substatement(**members: Any) -> dict[str, Any]:
    verb = {"id": "http://adlnet.gov/expapi/verbs/failed"}
    return {"objectType": "SubStatement", "actor": AMARA, "verb": verb, "object": {"id": MODULE}} | members


def test_a_statement_without_attachments_declares_none() -> None:
    assert not list(attachments(statement()))


def test_attachments_are_found_in_the_statement_and_in_its_substatement() -> None:
    outer, inner = attachment(b"outer"), attachment(b"inner")
    found = attachments(statement(attachments=[outer], object=substatement(attachments=[inner])))
    assert [(each.path, each.content.sha2) for each in found] == [
        (("attachments", 0), sha2(b"outer")),
        (("object", "attachments", 0), sha2(b"inner")),
    ]


def test_a_hash_is_compared_in_lower_case() -> None:
    [found] = attachments(statement(attachments=[attachment(b"x", sha2=sha2(b"x").upper())]))
    assert found.content == Content(sha2(b"x"), "application/pdf")


def test_only_the_statement_itself_is_signed() -> None:
    inner = signature(b"y")
    found = attachments(statement(attachments=[signature(b"x")], object=substatement(attachments=[inner])))
    assert [each.signs for each in found] == [True, False]
    assert inner["usageType"] == SIGNATURE


@pytest.mark.parametrize("url", [None, "https://cme.example/certificate.pdf"])
@pytest.mark.parametrize("received", [True, False])
def test_a_content_comes_with_the_request_or_lies_elsewhere(url: str | None, *, received: bool) -> None:
    batch = incoming(statement(), statement(attachments=[attachment(b"x"), attachment(b"y", fileUrl=url)]))
    hashes = {sha2(b"x"), *({sha2(b"y")} if received else ())}
    if url or received:
        require_contents(batch, hashes)
    else:
        with pytest.raises(StatementRefused) as refused:
            require_contents(batch, hashes)
        error = refused.value
        assert (error.index, error.statement_id) == (1, str(batch[1].id))
        assert (error.rule, error.pointer) == ("attachment.content", "/attachments/1")


@given(st.lists(st.binary()), st.sampled_from(["sha224", "sha256", "sha384", "sha512"]))
def test_a_content_has_its_hash_however_it_is_cut(pieces: list[bytes], function: str) -> None:
    expected = hashlib.new(function, b"".join(pieces)).hexdigest()
    digest = Digest(expected)
    for piece in pieces:
        digest.update(piece)
    assert digest.matches()
    digest.update(b"and more")
    assert not digest.matches()
