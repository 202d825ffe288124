"""The worker that turns committed statements into credit by itself."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress

from lrs.credits.versions import Versions
from lrs.errors import LrsError
from lrs.rollup.recompute import Recomputation
from lrs.store.bookmarks import Token
from lrs.store.changes import Change, HistoryLost, PersonChanged, PolicyActivated, StatementStored
from lrs.store.store import Store

FOLLOWER = "rollup"
PAUSE = 2.0
"""Seconds to wait before changes that could not be followed are followed again."""
RETRY = 60.0
"""Seconds to wait before an award that could not be computed is tried again."""

log = logging.getLogger(__name__)


class Worker:
    """Follows what is committed and keeps every award equal to what its evidence says."""

    def __init__(self, store: Store) -> None:
        """Work on the tenant of `store`."""
        self._store = store
        self._recomputation = Recomputation(store)
        self._tried = time.monotonic()

    async def run(self) -> None:
        """Follow the changes until cancelled; go on from the last bookmark, or scan where there is none."""
        while True:
            try:
                await self._follow(await self._store.bookmarks.get(FOLLOWER) or await self._catch_up())
            except HistoryLost:
                log.warning("the change stream no longer reaches back to the bookmark: scanning everything")
                await self._forget()
            except LrsError as error:
                log.warning("credit waits, since changes could not be followed: %s", error)
                await asyncio.sleep(PAUSE)
            except Exception:
                log.exception("credit waits, since changes could not be followed")
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
            if time.monotonic() - self._tried > RETRY:
                await self._recomputation.postponed()
                self._tried = time.monotonic()

    async def apply(self, changes: Sequence[Change]) -> None:
        """Bring every award up to date that these changes may touch."""
        stored = [change for change in changes if isinstance(change, StatementStored)]
        await self._store.references.settle({s.id: s.refers_to for s in stored})
        policies = {versions.id: versions for versions in await self._store.policies.all()}
        for name, learners in (await self._touched(changes, policies)).items():
            await self._recomputation.learners(policies[name], learners)
        activated = {change.policy for change in changes if isinstance(change, PolicyActivated)}
        for name in sorted(activated & policies.keys()):
            await self._recomputation.policy(policies[name])

    async def _touched(
        self, changes: Sequence[Change], policies: Mapping[str, Versions]
    ) -> dict[str, set[str]]:
        """Return, by policy, the learners whose awards may have changed."""
        actors = await self._touched_by_statements(changes, policies)
        learners = await self._store.people.learners({actor for each in actors.values() for actor in each})
        people = _touched_by_people(changes)
        touched = {
            name: {learners[actor] for actor in actors.get(name, ())} | people for name in sorted(policies)
        }
        return {name: found for name, found in touched.items() if found}

    async def _touched_by_statements(
        self, changes: Sequence[Change], policies: Mapping[str, Versions]
    ) -> dict[str, set[str]]:
        """Return, by policy, the actors of statements that it looks at, or that are about such statements."""
        stored = [change for change in changes if isinstance(change, StatementStored)]
        subjects = {(statement.actor, statement.activity) for statement in stored}
        if referred := [statement.refers_to for statement in stored if statement.refers_to]:
            subjects.update(await self._store.evidence.subjects(referred))
        about: dict[str, set[str]] = defaultdict(set)
        for actor, activity in subjects:
            if actor and activity:
                about[activity].add(actor)
        return _by_policy(about, policies)


def _by_policy(about: Mapping[str, set[str]], policies: Mapping[str, Versions]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    by_iri: dict[str, list[str]] = defaultdict(list)
    for name, versions in policies.items():
        for iri in versions.scope.iris:
            by_iri[iri].append(name)
    patterned = {name: versions.scope for name, versions in policies.items() if versions.scope.patterns}
    for activity, actors in about.items():
        matching = [name for name, scope in patterned.items() if activity in scope]
        for name in (*by_iri.get(activity, ()), *matching):
            found[name] |= actors
    return found


def _touched_by_people(changes: Sequence[Change]) -> set[str]:
    """A person's agents may have been learners of their own before they were known to be one person."""
    return {
        learner
        for change in changes
        if isinstance(change, PersonChanged)
        for learner in (change.learner, *change.keys)
    }
