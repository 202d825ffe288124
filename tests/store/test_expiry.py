"""Old statements go, but for those that credit still needs, and no award changes by it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from lrs.credits.policy import parse
from lrs.errors import InvalidRequest, Unavailable
from lrs.rollup.recompute import Recomputation
from lrs.store.store import Store
from tests.attachments import attachment, sha2
from tests.statements import statement
from tests.store.samples import AUTHORITY_KEY, commit, incoming, policy, standing, stored
from tests.store.test_attachments import counts, kept, pieces, store_with

VOIDED = {"id": "http://adlnet.gov/expapi/verbs/voided"}
BEGUN = {"id": "http://adlnet.gov/expapi/verbs/initialized"}
OTHER = {"id": "https://cme.example/other"}


def now() -> datetime:
    """Return a time that all that was stored so far was stored before."""
    return datetime.now(UTC)


def years_ago(years: float) -> str:
    return (datetime.now(UTC) - timedelta(days=365.25 * years)).isoformat()


async def in_force(store: Store, more: bytes = b"") -> None:
    """Put a policy into force by which the module is worth one credit, now and 20 years ago."""
    _policy, text = policy()
    wide = text.replace(b"2026-01-01", b"2000-01-01").replace(b"2028-12-31", b"2099-12-31") + more
    await store.policies.activate(parse(wide), wide)


def about(statement_id: str, **said: Any) -> dict[str, Any]:
    """Return a statement that refers to another one."""
    return statement(object={"objectType": "StatementRef", "id": statement_id}, **said)


async def left(store: Store, *sent: dict[str, Any]) -> list[bool]:
    """Tell of each statement whether it is still there."""
    found = [await stored(store, each["id"]) or await stored(store, each["id"], voided=True) for each in sent]
    return [each is not None for each in found]


async def test_what_credit_does_not_need_goes(store: Store) -> None:
    await in_force(store)
    module, other, later = statement(timestamp=years_ago(1)), statement(object=OTHER), statement(object=OTHER)
    await commit(store, module, other)
    bound = now()
    await commit(store, later)
    await Recomputation(store).everything()
    expired = await store.expiry.carry_out(bound)
    assert (expired.removed, expired.kept) == (1, 1)
    assert [award.entry for award in expired.held] == await standing(store)
    assert await left(store, module, other, later) == [True, False, True]
    assert await Recomputation(store).everything() == 0


async def test_attendance_that_earned_nothing_is_kept_for_the_term(store: Store) -> None:
    await in_force(store)
    attended = statement(timestamp=years_ago(5.9), verb=BEGUN)
    long_ago = statement(timestamp=years_ago(6.1), verb=BEGUN)
    await commit(store, attended, long_ago)
    assert await Recomputation(store).everything() == 0
    expired = await store.expiry.carry_out(now())
    assert (expired.removed, expired.kept, expired.held) == (1, 1, ())
    assert await left(store, attended, long_ago) == [True, False]


async def test_a_policy_says_how_long_its_term_is(store: Store) -> None:
    await in_force(store, b"retention_years: 10\n")
    sent = [statement(timestamp=years_ago(years)) for years in (9, 9.5)]
    begun = statement(timestamp=years_ago(9.9), verb=BEGUN)
    await commit(store, *sent, begun)
    await Recomputation(store).everything()
    expired = await store.expiry.carry_out(now())
    assert (expired.removed, expired.kept, len(expired.held)) == (0, 3, 1)
    assert expired.held[0].until > datetime.now(UTC)


async def test_an_award_past_its_term_stays_although_its_evidence_goes(store: Store) -> None:
    await in_force(store)
    await commit(store, statement(timestamp=years_ago(7)))
    await Recomputation(store).everything()
    before = await standing(store)
    expired = await store.expiry.carry_out(now())
    assert (len(before), expired.removed, expired.closed, expired.held) == (1, 1, 1, ())
    assert await Recomputation(store).everything() == 0
    assert await standing(store) == before


async def test_what_refers_to_a_statement_stays_as_long_as_that(store: Store) -> None:
    await in_force(store)
    module, other = statement(timestamp=years_ago(1)), statement(object=OTHER)
    of_module, of_other = about(module["id"]), about(other["id"], verb=VOIDED)
    await commit(store, module, other, of_module, of_other)
    await store.expiry.carry_out(now())
    assert await left(store, module, of_module, other, of_other) == [True, True, False, False]


async def test_what_is_foreseen_is_what_happens_and_does_nothing(store: Store) -> None:
    await in_force(store)
    sent = [statement(timestamp=years_ago(1)), statement(timestamp=years_ago(7)), statement(object=OTHER)]
    await commit(store, *sent)
    await Recomputation(store).everything()
    bound = now()
    foreseen = await store.expiry.foresee(bound)
    assert await left(store, *sent) == [True] * 3
    assert await store.expiry.carry_out(bound) == foreseen
    again = await store.expiry.carry_out(bound)
    assert (again.removed, again.kept, again.held) == (0, foreseen.kept, foreseen.held)


async def test_a_time_to_come_is_refused(store: Store) -> None:
    with pytest.raises(InvalidRequest, match="has passed"):
        await store.expiry.carry_out(now() + timedelta(hours=1))


async def test_what_was_removed_is_noted(store: Store) -> None:
    await commit(store, statement(object=OTHER))
    await store.expiry.carry_out(now())
    [noted] = await store.database["audit"].find({}).to_list(None)
    assert (noted["what"], noted["removed"], noted["kept"]) == ("statements were removed", 1, 0)


async def test_contents_go_with_the_last_statement_that_has_them(store: Store) -> None:
    shared, alone = b"shared", b"alone"
    await store_with(store, statement(object=OTHER, attachments=[attachment(alone)]), alone)
    await store_with(store, statement(object=OTHER, attachments=[attachment(shared)]), shared)
    bound = now()
    await store_with(store, statement(object=OTHER, attachments=[attachment(shared)]), shared)
    assert (await store.expiry.carry_out(bound)).contents == 1
    assert await kept(store, shared) == shared
    assert await counts(store) == [1, 1, 0]
    assert (await store.expiry.carry_out(now())).contents == 1
    assert await counts(store) == [0, 0, 0]


async def test_a_content_that_goes_while_it_comes_again_is_asked_for_once_more(store: Store) -> None:
    content, sent = b"again", statement(object=OTHER, attachments=[attachment(b"again")])
    await store_with(store, statement(object=OTHER, attachments=[attachment(content)]), content)
    bound = now()
    async with store.attachments.receiving([sha2(content)]) as upload:
        await upload.write(sha2(content), pieces(content))
        await store.expiry.carry_out(bound)
        with pytest.raises(Unavailable):
            await store.committer.commit([incoming(sent)], AUTHORITY_KEY, upload=upload)
    assert await left(store, sent) == [False]
    await store_with(store, sent, content)
    assert await kept(store, content) == content
