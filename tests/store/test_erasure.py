"""Whoever is erased is named nowhere any more, and the awards and the ledger are what they were."""

from __future__ import annotations

from typing import Any

import pytest

from lrs.credits.chain import Verifier
from lrs.errors import NotFound, PeopleRefused
from lrs.reports.person import Person
from lrs.rollup.explanations import Explanations
from lrs.rollup.recompute import Recomputation
from lrs.store.queries import Query
from lrs.store.store import Store
from lrs.store.verification import verify
from lrs.xapi.documents import Context, Document
from tests.statements import AMARA, statement
from tests.store.samples import AMARA_KEY, commit, ids, policy, standing, stored

PERSON = Person("1001", "Amara", "Okafor", npi="1234567893", keys=(AMARA_KEY,))
BEN: dict[str, Any] = {"mbox": "mailto:ben@cme.example"}


async def awarded(store: Store) -> dict[str, Any]:
    """Store what Amara did, by which she has an award, with a document, a goal and a checkpoint."""
    await store.people.put([PERSON])
    await store.policies.activate(*policy())
    done = statement(timestamp="2026-03-02T09:00:00Z")
    instructed = statement(actor=BEN, context={"instructor": AMARA})
    voided = statement()
    voiding = statement(
        verb={"id": "http://adlnet.gov/expapi/verbs/voided"},
        object={"objectType": "StatementRef", "id": voided["id"]},
    )
    assert await commit(store, done, instructed, voided, voiding) == 4
    await store.documents.change(Context(agent=AMARA_KEY), "d", lambda _: Document(b"{}", "application/json"))
    await store.database["goals"].insert_one({"learner": AMARA_KEY, "requirement": "cpd", "start": None})
    assert await Recomputation(store).everything() >= 1
    return done


async def everything(store: Store) -> str:
    """Return all that the database holds, but for the writers' leases, which go on by themselves."""
    names = sorted({*await store.database.list_collection_names()} - {"writers"})
    return repr([await store.database[name].find({}).to_list(None) for name in names])


async def test_nothing_names_an_erased_person(store: Store) -> None:
    done = await awarded(store)
    assert AMARA["mbox"].removeprefix("mailto:") in await everything(store)
    extent = await store.erasure.carry_out("1001")
    assert (extent.statements, extent.documents, extent.goals, extent.named) == (4, 1, 1, 0)
    left = await everything(store)
    for name in ("Amara", "Okafor", "1234567893", AMARA["mbox"].removeprefix("mailto:")):
        assert name not in left
    renamed = await stored(store, done["id"])
    assert renamed is not None
    assert renamed["actor"]["account"]["homePage"] == f"{store.home_page}/erased"
    assert {**renamed, "actor": None}.items() >= {**done, "actor": None}.items()


async def test_statements_are_found_by_the_pseudonym_and_no_longer_by_the_identifier(store: Store) -> None:
    done = await awarded(store)
    await store.erasure.carry_out("1001")
    assert await ids(store, Query(agent=AMARA_KEY, related_agents=True)) == []
    [pseudonym] = await store.people.agents("person:1001")
    assert done["id"] in await ids(store, Query(agent=pseudonym))
    assert len(await ids(store, Query(agent=pseudonym, related_agents=True))) == 3


async def test_awards_stand_and_the_ledger_can_be_verified(store: Store) -> None:
    await awarded(store)
    checkpoint = await store.checkpoints.make()
    before = await standing(store, learner="person:1001")
    extent = await store.erasure.carry_out("1001")
    assert [award.entry for award in extent.held] == before
    assert await Recomputation(store).everything() == 0
    assert await standing(store, learner="person:1001") == before
    verifier = Verifier()
    checkpoint.tell(verifier, [store.checkpoints.public_key])
    await verify(store.ledger, verifier)
    assert verifier.findings == []


async def test_an_award_that_cannot_be_computed_any_more_says_why(store: Store) -> None:
    await store.people.put([PERSON])
    await store.policies.activate(*policy())
    await commit(store, statement(timestamp="2026-03-02T09:00:00Z"))
    await Recomputation(store).everything()
    await store.erasure.carry_out("1001")
    await store.policies.activate(*policy(version=2, maximum="2.00"))
    assert await Recomputation(store).everything() == 0
    [explanation] = await Explanations(store).of("person:1001", "sepsis")
    assert explanation.differences[-1] == "this stays so, since the person was erased"


async def test_what_is_foreseen_is_what_happens_and_does_nothing(store: Store) -> None:
    await awarded(store)
    before = await everything(store)
    foreseen = await store.erasure.foresee("1001")
    assert await everything(store) == before
    assert await store.erasure.carry_out("1001") == foreseen


async def test_ledger_entries_that_name_an_identifier_are_counted(store: Store) -> None:
    await store.policies.activate(*policy())
    await commit(store, statement())
    await Recomputation(store).everything()
    await store.people.put([PERSON])
    await Recomputation(store).everything()
    extent = await store.erasure.carry_out("1001")
    assert extent.named == 2


async def test_an_erasure_that_was_cut_short_goes_on_under_the_same_pseudonym(store: Store) -> None:
    await awarded(store)
    pseudonym = await store.people.disguise("1001", "account:http://127.0.0.1:8080/erased once")
    assert await Recomputation(store).everything() == 0
    await store.erasure.carry_out("1001")
    assert await store.people.agents("person:1001") == [pseudonym]


async def test_whoever_is_erased_is_not_known_and_does_not_come_back_by_mistake(store: Store) -> None:
    await awarded(store)
    with pytest.raises(NotFound):
        await store.erasure.carry_out("nobody")
    await store.erasure.carry_out("1001")
    with pytest.raises(NotFound):
        await store.erasure.carry_out("1001")
    with pytest.raises(PeopleRefused, match="1001 was erased"):
        await store.people.put([PERSON])


async def test_what_was_done_is_noted_without_naming_anybody(store: Store) -> None:
    await awarded(store)
    await store.erasure.carry_out("1001")
    [noted] = await store.database["audit"].find({}, {"_id": 0, "at": 0}).to_list(None)
    [pseudonym] = await store.people.agents("person:1001")
    what = "a person was erased"
    assert noted == {"what": what, "person": "1001", "pseudonym": pseudonym, "statements": 4}
