"""Learners' awards, computed afresh from the evidence and appended to the ledger."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Collection, Iterator, Sequence
from dataclasses import dataclass

from lrs.credits.awards import Entry, next_entry
from lrs.credits.versions import Versions
from lrs.errors import Unavailable
from lrs.rollup.situation import Situation, Situations
from lrs.store.store import Store

TOGETHER = 200
"""Learners whose evidence is read together."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Due:
    """An entry that the ledger lacks, and the one of the same award that stands until then."""

    current: Entry | None
    entry: Entry

    @property
    def names(self) -> tuple[str, str]:
        """What this is an award of, and which one: either may be closed."""
        return (self.entry.learner, self.entry.award_id)


class Recomputation:
    """Recomputes awards; doing it again changes nothing, and two at once write no award twice."""

    def __init__(self, store: Store) -> None:
        """Read evidence from, and write entries to, `store`."""
        self._store = store
        self._situations = Situations(store)

    async def learners(self, versions: Versions, learners: Collection[str]) -> int:
        """Bring the awards of learners under one policy up to date; return how many entries were written.

        Awards that cannot be computed do not keep the others from it: they are noted, with the reason, to be
        tried again. Raises Unavailable while MongoDB cannot be reached.
        """
        return sum([await self._some(versions, some) for some in _several(sorted(learners))])

    async def policy(self, versions: Versions) -> int:
        """Bring every award under one policy up to date and return how many entries were written."""
        return await self.learners(versions, await self._known(versions))

    async def everything(self) -> int:
        """Bring every award up to date and return how many entries were written."""
        return sum([await self.policy(versions) for versions in await self._store.policies.all()])

    async def postponed(self) -> int:
        """Try again what could not be computed before; return how many entries were written."""
        policies = {versions.id: versions for versions in await self._store.policies.all()}
        found = await self._store.postponed.all()
        return sum([await self._alone(policies[policy], learner) for learner, policy in found])

    async def due(self, versions: Versions) -> AsyncIterator[Due]:
        """Yield the entries that bringing every award under one policy up to date would write; write none."""
        for some in _several(sorted(await self._known(versions))):
            for each in await self._due(versions, some):
                yield each

    async def _known(self, versions: Versions) -> set[str]:
        actors = await self._store.evidence.actors(versions.scope)
        learners = set((await self._store.people.learners(actors)).values())
        return learners.union(await self._store.ledger.learners(versions.id))

    async def _some(self, versions: Versions, learners: Sequence[str]) -> int:
        try:
            return await self._together(versions, learners)
        except Unavailable:
            raise
        except Exception as error:
            log.warning("one of %d awards could not be computed: %r", len(learners), error)
            return sum([await self._alone(versions, learner) for learner in learners])

    async def _alone(self, versions: Versions, learner: str) -> int:
        try:
            written = await self._together(versions, [learner])
        except Unavailable:
            raise
        except Exception as error:
            log.exception("the award of %s by %s could not be computed", learner, versions.id)
            await self._store.postponed.add(learner, versions.id, repr(error))
            return 0
        await self._store.postponed.remove(learner, versions.id)
        return written

    async def _together(self, versions: Versions, learners: Sequence[str]) -> int:
        written = 0
        while learners:
            due = [each.entry for each in await self._due(versions, learners)]
            outrun = await self._store.ledger.append_all(due)
            written += len(due) - len(outrun)
            learners = sorted({entry.learner for entry in outrun})
        return written

    async def _due(self, versions: Versions, learners: Sequence[str]) -> list[Due]:
        standing = await self._store.ledger.standing(versions.id, learners)
        situations = await self._situations.of(versions, learners)
        found = [
            due
            for learner in learners
            for due in _due(learner, versions, situations[learner], standing.get(learner, []))
        ]
        closed = await self._store.closed.among([name for due in found for name in due.names])
        return [due for due in found if closed.keys().isdisjoint(due.names)]


def _due(learner: str, versions: Versions, situation: Situation, standing: list[Entry]) -> Iterator[Due]:
    """Yield what brings the awards of one learner from what stands to what the evidence says."""
    current = {entry.slot: entry for entry in standing}
    for slot, judged in versions.judge(situation.evidence, situation.learner, current).items():
        entry = next_entry(current.get(slot), learner, judged.policy, judged.assessment)
        if entry is not None:
            yield Due(current.get(slot), entry)


def _several(learners: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(learners), TOGETHER):
        yield learners[start : start + TOGETHER]
