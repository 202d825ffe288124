"""Before any load, what is wrong with an endpoint is said in a sentence."""

from __future__ import annotations

import pytest

from lrs.load.contact import BATCH, first_contact
from lrs.load.errors import LoadFailed
from lrs.load.target import Target
from lrs.store.mongod import free_port
from tests.load.servers import Answer, always, answering, hang_up, never, response


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (always(response("401 Unauthorized")), "POST with 401: the credential is not accepted"),
        (always(response("403 Forbidden")), "POST with 403: the credential may not do that"),
        (always(response("404 Not Found")), "POST with 404: nothing is there; an endpoint is the address"),
        (always(response("500 Oops", b"a stack trace\xff")), "POST with 500: a stack trace"),
        (always(response("301 Moved", b"", "Location: https://there/")), "POST with 301: https://there/"),
        (always(response("200 OK", b"<html>")), "does not answer a batch with its ids: it is no LRS"),
        (always(response("200 OK", b'{"a": 1}')), "does not answer a batch with its ids: it is no LRS"),
        (always(b"SSH-2.0-OpenSSH_9.6\r\n"), "cannot be spoken with: "),
        (hang_up, "cannot be spoken with: Server disconnected"),
        (never, "does not answer within 0.2 seconds"),
    ],
)
async def test_an_endpoint_that_stores_nothing_is_refused(answer: Answer, sentence: str) -> None:
    async with answering(answer) as target:
        with pytest.raises(LoadFailed) as refused:
            await first_contact(target, patience=0.2)
    assert f"{target.url} " in str(refused.value)
    assert sentence in str(refused.value)


async def test_an_endpoint_where_nobody_listens_is_refused() -> None:
    with pytest.raises(LoadFailed, match="cannot be spoken with"):
        await first_contact(Target(f"http://127.0.0.1:{free_port()}/statements", {}))


async def test_what_was_stored_can_be_asked_for() -> None:
    async with answering(always(response("200 OK", b'["an id"]'))) as target:
        sample = await first_contact(target)
    assert set(sample.ids) == {"an id"}
    assert len(set(sample.registrations)) % BATCH == 0
