"""What waits is taken in groups that fit into one commit, in its order."""

from __future__ import annotations

import asyncio
import json
from typing import Any, cast

import pytest

from lrs.errors import Overloaded, Unavailable
from lrs.store import commit_queue
from lrs.store.attachments import Upload
from lrs.store.commit_queue import CommitQueue
from lrs.store.submission import Submission
from lrs.xapi.incoming import Incoming, read
from lrs.xapi.versions import V1_0_3
from tests.statements import statement


def incoming(**members: Any) -> Incoming:
    return read(json.dumps(statement(**members)).encode(), V1_0_3, b'{"mbox":"mailto:a@b.example"}')


def submission(count: int = 1, *, upload: bool = False) -> Submission:
    # The queue only looks at whether there is an upload.
    came_with = cast("Upload", object()) if upload else None
    return Submission([incoming() for _ in range(count)], "authority", came_with)


async def test_what_waits_is_taken_together_in_its_order() -> None:
    queue, sent = CommitQueue(), [submission(n) for n in (1, 3, 2)]
    for each in sent:
        queue.put(each)
    assert await queue.take() == sent


async def test_taking_waits_for_what_comes() -> None:
    queue, sent = CommitQueue(), submission()
    taking = asyncio.create_task(queue.take())
    await asyncio.sleep(0)
    queue.put(sent)
    assert await taking == [sent]


async def test_whoever_waits_for_a_crowd_leaves_few_to_others() -> None:
    queue, sent = CommitQueue(), [submission(2) for _ in range(2)]
    taking = asyncio.create_task(queue.take(4))
    queue.put(sent[0])
    await asyncio.sleep(0)
    assert not taking.done()
    queue.put(sent[1])
    assert await taking == sent


async def test_a_group_ends_where_it_would_hold_too_many_statements(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commit_queue, "GROUP", 5)
    queue, sent = CommitQueue(), [submission(n) for n in (2, 3, 1, 9, 1)]
    for each in sent:
        queue.put(each)
    assert [await queue.take() for _ in range(4)] == [sent[:2], sent[2:3], sent[3:4], sent[4:]]


async def test_a_group_ends_where_it_would_hold_too_many_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    queue, sent = CommitQueue(), [submission() for _ in range(4)]
    monkeypatch.setattr(commit_queue, "GROUP_BYTES", sent[0].size * 2)
    for each in sent:
        queue.put(each)
    assert [await queue.take() for _ in range(2)] == [sent[:2], sent[2:]]


async def test_what_comes_with_contents_is_taken_alone() -> None:
    queue = CommitQueue()
    sent = [submission(), submission(upload=True), submission(upload=True), submission()]
    for each in sent:
        queue.put(each)
    assert [await queue.take() for _ in range(4)] == [[each] for each in sent]


async def test_two_with_an_id_in_common_are_taken_one_after_the_other() -> None:
    queue, shared = CommitQueue(), incoming()
    first, second = Submission([incoming(), shared], "a"), Submission([shared], "a")
    queue.put(first)
    queue.put(second)
    assert [await queue.take(), await queue.take()] == [[first], [second]]


async def test_a_full_queue_takes_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commit_queue, "LONGEST", 3)
    queue, sent = CommitQueue(), submission(2)
    queue.put(sent)
    with pytest.raises(Overloaded) as refused:
        queue.put(submission(2))
    assert refused.value.retry_after == 1
    assert await queue.take() == [sent]
    queue.put(submission(4))


async def test_what_was_withdrawn_makes_room_and_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commit_queue, "LONGEST", 3)
    queue, first, second = CommitQueue(), submission(2), submission(3)
    queue.put(first)
    assert queue.withdraw(first)
    queue.put(second)
    assert await queue.take() == [second]
    assert not queue.withdraw(second)


async def test_a_closed_queue_hands_out_what_waits_and_then_nothing() -> None:
    queue, sent = CommitQueue(), submission()
    queue.put(sent)
    queue.close()
    with pytest.raises(Unavailable):
        queue.put(submission())
    assert [await queue.take(), await queue.take()] == [[sent], []]


async def test_closing_wakes_whoever_waits() -> None:
    queue = CommitQueue()
    taking = [asyncio.create_task(queue.take(least)) for least in (1, 1, 100)]
    await asyncio.sleep(0)
    queue.close()
    assert await asyncio.gather(*taking) == [[], [], []]
