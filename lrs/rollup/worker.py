"""The worker that turns committed statements into credit by itself."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Sequence
from contextlib import suppress

from lrs.credits.policy import Policy
from lrs.errors import LrsError
from lrs.rollup.recompute import Recomputation
from lrs.store.bookmarks import Token
from lrs.store.changes import Change, HistoryLost, PersonChanged, PolicyActivated, StatementStored
from lrs.store.store import Store

FOLLOWER = "rollup"
PAUSE = 2.0
"""Seconds to wait before an award that could not be computed is tried again."""

log = logging.getLogger(__name__)


class Worker:
    """Follows what is committed and keeps every award equal to what its evidence says."""

    def __init__(self, store: Store) -> None:
        """Work on the tenant of `store`."""
        self._store = store
        self._recomputation = Recomputation(store)

    async def run(self) -> None:
        """Follow the changes until cancelled; go on from the last bookmark, or scan where there is none."""
        while True:
            try:
                await self._follow(await self._store.bookmarks.get(FOLLOWER) or await self._catch_up())
            except HistoryLost:
                log.warning("the change stream no longer reaches back to the bookmark: scanning everything")
                await self._forget()
            except LrsError as error:
                log.warning("credit waits, since an award could not be computed: %s", error)
                await asyncio.sleep(PAUSE)
            except Exception:
                log.exception("credit waits, since an award could not be computed")
                await asyncio.sleep(PAUSE)

    async def _forget(self) -> None:
        with suppress(LrsError):
            await self._store.bookmarks.remove(FOLLOWER)

    async def _catch_up(self) -> Token:
        """Recompute everything; what is committed meanwhile comes with the changes behind the token."""
        token = await self._store.changes.now()
        await self._store.references.settle_all()
        written = await self._recomputation.everything()
        log.info("every award is recomputed", extra={"entries": written})
        await self._store.bookmarks.put(FOLLOWER, token)
        return token

    async def _follow(self, token: Token) -> None:
        async for changes, behind in self._store.changes.follow(token):
            await self.apply(changes)
            await self._store.bookmarks.put(FOLLOWER, behind)

    async def apply(self, changes: Sequence[Change]) -> None:
        """Bring every award up to date that these changes may touch."""
        stored = [change for change in changes if isinstance(change, StatementStored)]
        await self._store.references.settle({s.id: s.refers_to for s in stored})
        policies = {policy.id: policy for policy in await self._store.policies.in_force()}
        dirty = await self._touched_by_statements(stored, policies.values())
        dirty |= self._touched_by_people(changes, policies)
        for learner, policy in sorted(dirty):
            await self._recomputation.award(learner, policies[policy])
        activated = {change.policy for change in changes if isinstance(change, PolicyActivated)}
        for name in sorted(activated & policies.keys()):
            await self._recomputation.policy(policies[name])

    async def _touched_by_statements(
        self, stored: Sequence[StatementStored], policies: Iterable[Policy]
    ) -> set[tuple[str, str]]:
        subjects = {(statement.actor, statement.activity) for statement in stored}
        subjects.update(await self._store.evidence.subjects([s.refers_to for s in stored if s.refers_to]))
        return {
            (await self._store.people.learner(actor), policy.id)
            for actor, activity in subjects
            for policy in policies
            if actor and activity in policy.activities
        }

    @staticmethod
    def _touched_by_people(changes: Sequence[Change], policies: Iterable[str]) -> set[tuple[str, str]]:
        """A person's agents may have been learners of their own before they were known to be one person."""
        return {
            (learner, policy)
            for change in changes
            if isinstance(change, PersonChanged)
            for learner in (change.learner, *change.keys)
            for policy in policies
        }
