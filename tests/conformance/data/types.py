"""The types of values that statements consist of."""

from __future__ import annotations

from tests.conformance.places import at, in_2_0_0
from tests.conformance.rows import DataTable, accepted, refused
from tests.conformance.values import (
    ABSENT,
    REGISTRATION,
    account,
    agent,
    context,
    context_agent,
    context_group,
    reference,
    whole,
)

TEXT = at(
    "/actor/name",
    "/actor/account/name",
    "/result/response",
    "/context/platform",
    "/context/revision",
    "/object/definition/choices/0/id",
    "/object/definition/correctResponsesPattern/0",
    within=whole(
        actor=agent(mbox=ABSENT, account=account()),
        context=context(platform="LMS", revision="1.2"),
    ),
)
BOOLEANS = at("/result/success", "/result/completion")
IRIS = (
    *at("/verb/id", "/object/id", "/object/definition/type", "/object/definition/moreInfo"),
    *at("/attachments/0/usageType", "/attachments/0/fileUrl"),
    *at(*(f"/context/contextActivities/{kind}/0/id" for kind in ("parent", "grouping", "category", "other"))),
    *at("/actor/account/homePage", within=whole(actor=agent(mbox=ABSENT, account=account()))),
    *at("/context/team/account/homePage", "/context/team/member/0/account/homePage"),
    *at("/actor/openid", within=whole(actor=agent(mbox=ABSENT, openid="https://id.example/amara"))),
    *in_2_0_0(
        at(
            "/context/contextAgents/0/relevantTypes/0",
            "/context/contextGroups/0/relevantTypes/0",
            within=whole(context=context(contextAgents=[context_agent()], contextGroups=[context_group()])),
        )
    ),
)
UUIDS = (
    *at("/id", nested=False),
    *at("/context/registration", "/context/statement/id"),
    *at("/object/id", within=whole(object=reference())),
)
LANGUAGES = at("/context/language")
LANGUAGE_MAPS = at(
    "/verb/display",
    "/object/definition/name",
    "/object/definition/description",
    "/object/definition/choices/0/description",
    "/context/contextActivities/parent/0/definition/name",
    "/attachments/0/display",
    "/attachments/0/description",
)
EXTENSIONS = at("/result/extensions", "/context/extensions", "/object/definition/extensions")

TEXT_TABLE = DataTable(
    "Text",
    "4.2.7",
    TEXT,
    (
        accepted(
            "Data 2.2",
            "Text is any Unicode text, white space, controls and the empty string included",
            "Sepsis",
            "",
            " a\tb\n",
            '敗血症 ‮ \u0000 🩺 "\\/',
            "x" * 5000,
        ),
        refused(
            "Data 2.2",
            "What is text elsewhere is no number, boolean, array or object here",
            "text",
            1,
            True,
            [],
            {},
            ["a"],
        ),
    ),
)
BOOLEAN_TABLE = DataTable(
    "Booleans",
    "4.2.7",
    BOOLEANS,
    (
        accepted("Data 2.4.5", "success and completion are true or false", True, False),
        refused(
            "Data 2.2",
            "A boolean is not text, a number or empty",
            "boolean",
            "true",
            "false",
            "",
            0,
            1,
            {},
            [],
        ),
    ),
)
IRI_TABLE = DataTable(
    "IRIs",
    "4.2.7",
    IRIS,
    (
        accepted(
            "Data 4.3",
            "An IRI has any scheme, and characters beyond ASCII",
            "http://cme.example/a?b=c#d",
            "urn:uuid:0c5f5f1a-6b57-4c1e-9d38-1d7c3f1a7e42",
            "tag:cme.example,2026:sepsis",
            "https://cme.example/فعل/敗血症",
            "HTTPS://CME.example/%20",
        ),
        refused(
            "Data 2.2",
            "What has no scheme is no IRI",
            "iri",
            "cme.example/sepsis",
            "/activities/sepsis",
            "sepsis",
            "//cme.example/sepsis",
            "#sepsis",
            "1http://cme.example",
            "http",
        ),
        refused("Data 2.2", "The empty string is no IRI, and neither is a scheme alone", "iri", "", "https:"),
        refused(
            "Data 4.3",
            "An IRI holds no white space, angle brackets or line ends",
            "iri",
            "https://cme.example/a b",
            "https://cme.example/<a>",
            "https://cme.example/a\n",
            "\thttps://cme.example/",
        ),
        refused("Data 2.2", "An IRI is a string", "iri", 1, True, {}, ["https://cme.example/"]),
    ),
)
UUID_TABLE = DataTable(
    "UUIDs",
    "4.2.7",
    UUIDS,
    (
        accepted(
            "Data 4.4",
            "A UUID of any version, in capital or small letters, is accepted and kept as it was written",
            "8a3c2f52-3fd1-11ec-9bbc-0242ac130002",
            "C5A0F6D2-2F5E-5C7E-AD2E-1B7C3F1A7E42",
            "0190b1c4-8c1e-7c3a-9f55-3b1f6f0e2d11",
        ),
        refused(
            "Data 4.4",
            "A UUID stands in its standard form of 36 characters",
            "uuid",
            "8a3c2f523fd111ec9bbc0242ac130002",
            "{8a3c2f52-3fd1-11ec-9bbc-0242ac130002}",
            "urn:uuid:8a3c2f52-3fd1-11ec-9bbc-0242ac130002",
            "8a3c2f52-3fd1-11ec-9bbc-0242ac13000",
            "8a3c2f52-3fd1-11ec-9bbc-0242ac1300020",
            "8a3c2f52-3fd1-11ec-9bbc-0242ac13000g",
            " 8a3c2f52-3fd1-11ec-9bbc-0242ac130002",
            "8a3c2f52-3fd1-11ec-9bbc-0242ac130002\n",
            "",
        ),
        refused("Data 2.2", "A UUID is a string", "uuid", 8, True, {}, [REGISTRATION]),
    ),
)
LANGUAGE_TABLE = DataTable(
    "Language tags",
    "4.2.7",
    LANGUAGES,
    (
        accepted(
            "Data 4.2",
            "A language is a tag of RFC 5646, with whatever subtags that has",
            "en",
            "en-US",
            "gsw",
            "zh-Hant-TW",
            "zh-cmn-Hans-CN",
            "es-419",
            "sl-rozaj-biske",
            "de-CH-1901",
            "de-a-one-b-two-x-private",
            "x-private",
            "i-klingon",
            "en-GB-oed",
        ),
        refused(
            "Data 2.2",
            "A language tag has subtags of the lengths that RFC 5646 has, in its order",
            "language-tag",
            "e",
            "english-language-tag",
            "en-",
            "en_US",
            "en--US",
            "-en",
            "en-u",
            "en US",
            "12",
            "",
        ),
        refused(
            "Data 2.2",
            "A language tag has no singleton twice",
            "language-tag",
            "en-a-one-a-two",
            "ar-a-aaa-b-bbb-a-ccc",
        ),
        refused("Data 2.4.6", "A language is a string", "language-tag", 1, True, {}, ["en"]),
    ),
)
LANGUAGE_MAP_TABLE = DataTable(
    "Language maps",
    "4.2.7",
    LANGUAGE_MAPS,
    (
        accepted(
            "Data 4.2", "A language map has texts by language tags", {"en": "Sepsis", "ja": "敗血症"}, {}
        ),
        refused(
            "Data 2.2",
            "The keys of a language map are language tags",
            "language-tag",
            {"english_us": "Sepsis"},
            {"en-a-one-a-two": "Sepsis"},
            {"": "Sepsis"},
        ),
        refused(
            "Data 2.2",
            "The values of a language map are strings",
            "text",
            {"en": 1},
            {"en": {}},
            {"en": ["Sepsis"]},
        ),
        refused("Data 2.2", "A language map is an object", "language-map", "Sepsis", 1, ["Sepsis"], True),
    ),
)
EXTENSION_TABLE = DataTable(
    "Extensions",
    "4.2.7",
    EXTENSIONS,
    (
        accepted(
            "Data 4.1",
            "The values of extensions are any JSON, null included",
            {"https://cme.example/x": None, "https://cme.example/y": [{}, {"a": [None]}, "", 1.0, False]},
            {"https://cme.example/x": {"Actor": {"mbox": 1}, "id": None, "a.b$c": {"$set": 1}}},
            {},
        ),
        accepted(
            "Data 2.2",
            "Numbers keep their precision",
            {"https://cme.example/x": [0.1, 1.0, 1, 3.4028235e38, 1.401298464e-45, 12345678901234567890123]},
        ),
        refused(
            "Data 4.1",
            "The keys of extensions are IRIs",
            "iri",
            {"level": 1},
            {"": 1},
            {"cme.example/level": 1},
            {"https://cme.example/a level": 1},
        ),
        refused(
            "Data 2.4.5",
            "Extensions are an object",
            "extensions",
            "level",
            1,
            ["https://cme.example/x"],
            True,
        ),
    ),
)
TABLES = (
    TEXT_TABLE,
    BOOLEAN_TABLE,
    IRI_TABLE,
    UUID_TABLE,
    LANGUAGE_TABLE,
    LANGUAGE_MAP_TABLE,
    EXTENSION_TABLE,
)
