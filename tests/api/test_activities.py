"""What is known of an activity, over HTTP and over several processes."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from typing import Any

import pytest

from lrs.store.committer import Committer
from lrs.store.definitions import Definitions
from lrs.store.store import Store
from lrs.xapi.definitions import Term
from tests.api.test_statements import post
from tests.service import Headers, Http
from tests.statements import MODULE, statement
from tests.store.samples import AUTHORITY_KEY, incoming

ACTIVITIES = "/xapi/activities"


def described(**definition: Any) -> dict[str, Any]:
    """Return a statement that describes the module."""
    return statement(object={"id": MODULE, "definition": definition})


async def known(http: Http, key: Headers) -> Any:
    """Return the definition of the module."""
    response = await http.get(ACTIVITIES, params={"activityId": MODULE}, headers=key)
    assert response.status == 200
    return (await response.json()).get("definition")


@pytest.mark.parametrize("version", ["1.0.3", "2.0.0"])
async def test_an_activity_that_nobody_described_is_its_id(
    http: Http, content: Headers, version: str
) -> None:
    key = content | {"X-Experience-API-Version": version}
    response = await http.get(ACTIVITIES, params={"activityId": MODULE}, headers=key)
    assert response.status == 200
    assert response.headers["X-Experience-API-Version"] == version
    assert await response.json() == {"objectType": "Activity", "id": MODULE}


async def test_what_statements_say_is_merged_and_the_newer_is_right(http: Http, content: Headers) -> None:
    await post(
        http,
        content,
        described(name={"en": "Sepsis"}, type="urn:a"),
        described(name={"fr": "Septicémie"}, type="urn:b"),
    )
    await post(http, content, described(name={"en": "Recognising sepsis"}))
    assert await known(http, content) == {
        "name": {"en": "Recognising sepsis", "fr": "Septicémie"},
        "type": "urn:b",
    }


async def test_context_activities_and_sub_statements_describe_too(http: Http, content: Headers) -> None:
    here = {"id": MODULE, "definition": {"name": {"en": "Sepsis"}}}
    inner = {name: each for name, each in described(type="urn:t").items() if name != "id"}
    context = {"contextActivities": {"grouping": [here]}}
    await post(http, content, statement(object=inner | {"objectType": "SubStatement"}, context=context))
    assert await known(http, content) == {"name": {"en": "Sepsis"}, "type": "urn:t"}


async def test_numbers_of_a_definition_stay_as_they_were_sent(http: Http, content: Headers) -> None:
    number = b"123456789012345678901234567890"
    await post(http, content, described(extensions={"urn:x": int(number), "urn:y": 1.0}))
    response = await http.get(ACTIVITIES, params={"activityId": MODULE}, headers=content)
    assert b'{"urn:x": %b, "urn:y": 1.0}' % number in await response.read()


@pytest.mark.parametrize(
    "query", ["", "activityId=", "activityId=module", "activityId=urn:x&foo=1", "activityid=urn:x"]
)
async def test_a_wrong_parameter_is_a_400(http: Http, content: Headers, query: str) -> None:
    assert (await http.get(f"{ACTIVITIES}?{query}", headers=content)).status == 400


async def test_head_answers_like_get_without_a_body(http: Http, content: Headers) -> None:
    response = await http.head(ACTIVITIES, params={"activityId": MODULE}, headers=content)
    assert (response.status, await response.read()) == (200, b"")


async def test_each_description_is_kept_once_whatever_sees_it(store: Store) -> None:
    others = [Definitions(store.database) for _ in range(4)]
    writers = [Committer(store.database, store.clock, store.references, each) for each in others]
    async with AsyncExitStack() as running:
        for writer in writers:
            await running.enter_async_context(writer.running())
        for _ in range(2):
            await asyncio.gather(
                *(
                    writer.commit([incoming(described(name={"en": "Sepsis"}))], AUTHORITY_KEY, defines=True)
                    for writer in writers
                )
            )
    documents = await store.database["definitions"].find().to_list(None)
    assert sorted((each["kind"], each["iri"]) for each in documents) == [
        ("activity", MODULE),
        ("verb", "http://adlnet.gov/expapi/verbs/completed"),
    ]


async def test_what_a_process_has_seen_is_not_written_again(store: Store) -> None:
    sent = described(name={"en": "Sepsis"})
    await store.committer.commit([incoming(sent)], AUTHORITY_KEY, defines=True)
    await store.database["definitions"].delete_many({})
    again = described(name={"en": "Sepsis"})
    await store.committer.commit([incoming(again)], AUTHORITY_KEY, defines=True)
    assert await store.definitions.of([Term("activity", MODULE)]) == {}
