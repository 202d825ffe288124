"""Whole statements, and the attachments that they declare."""

from __future__ import annotations

from typing import Any

from tests.conformance.places import Place, at, every_member, every_object
from tests.conformance.rows import ANY, DataTable, accepted, only_in_2_0_0, refused
from tests.conformance.values import (
    ABSENT,
    SHA2,
    SHORTEST,
    agent,
    attachment,
    group,
    simple,
    whole,
)

EVERYTHING = whole(actor=group(), authority=agent(), version="1.0.0", stored="2026-03-02T09:00:00Z")
MEMBERS = every_member(EVERYTHING)
OBJECTS = every_object(EVERYTHING)
STATEMENTS = (Place("", dict(SHORTEST)),)
VERSIONS = at("/version", within=whole(version="1.0.0"), nested=False)
ATTACHMENTS = at("/attachments/0")
ATTACHMENT_LISTS = at("/attachments")


def with_another(value: dict[str, Any]) -> dict[str, Any]:
    """Return an object with a member more."""
    return {**value, "remark": "x"}


def in_capitals(value: dict[str, Any]) -> dict[str, Any]:
    """Return an object whose keys are in capital letters."""
    return {name.upper(): member for name, member in value.items()}


FORMAT_TABLE = DataTable(
    "Everywhere in a statement: members",
    "4.2.7",
    MEMBERS,
    (refused("Data 2.2", "null is nowhere a value, but in extensions", ANY, None),),
)
KEY_TABLE = DataTable(
    "Everywhere in a statement: objects",
    "4.2.7",
    OBJECTS,
    (
        refused("Data 2.2", "A member that is not known is nowhere accepted", ANY, with_another),
        refused("Data 2.2", "A key in another case is another key", ANY, in_capitals),
    ),
)
STATEMENT_TABLE = DataTable(
    "Statements",
    "",
    STATEMENTS,
    (
        accepted("Data 2.2", "A statement needs an actor, a verb and an object", simple()),
        accepted(
            "Data 2.4", "A statement may have all of its members", whole(version="1.0.0", authority=agent())
        ),
        accepted("Data 2.2", "The members of a statement are in any order", dict(reversed(whole().items()))),
        refused(
            "Data 2.2",
            "A statement without an actor, a verb or an object is none",
            "statement.missing",
            whole(actor=ABSENT),
            whole(verb=ABSENT),
            whole(object=ABSENT),
        ),
        refused(
            "Data 2.2",
            "A statement has no other members",
            "statement.unknown",
            whole(objectType="Statement"),
            whole(voided=False),
            whole(Actor=agent()),
        ),
    ),
)
VERSION_TABLE = DataTable(
    "Statement versions",
    "4.2.4.3",
    VERSIONS,
    (
        accepted(
            "Data 2.4.10",
            "A statement may name any version 1.0.x, and keeps it",
            "1.0",
            "1.0.0",
            "1.0.3",
            "1.0.9",
        ),
        accepted(
            "2.0.0 4.2.4.3",
            "A statement may name version 2.0.x, and keeps it",
            "2.0.0",
            "2.0.1",
            but=only_in_2_0_0("version"),
        ),
        refused(
            "Data 2.4.10",
            "A statement names no version that is earlier or later",
            "version",
            "0.9",
            "0.95",
            "0.9.9",
            "1",
            "1.1",
            "1.1.0",
            "3.0.0",
            "10.0.0",
        ),
        refused(
            "Data 2.4.10",
            "A version has the form of a version",
            "version",
            "1.0.",
            "1.0.x",
            "v1.0.0",
            "1.0.0\n",
            "",
            1.0,
            {},
        ),
    ),
)
ATTACHMENT_TABLE = DataTable(
    "Attachments in statements",
    "4.2.2.6",
    ATTACHMENTS,
    (
        accepted("Data 2.4.11", "An attachment need not be described", attachment(description=ABSENT)),
        accepted(
            "Data 2.4.11",
            "The hash of an attachment is any SHA-2",
            attachment(sha2=SHA2.upper()),
            attachment(sha2="0" * 56),
            attachment(sha2="a" * 96),
            attachment(sha2="F" * 128),
        ),
        accepted(
            "Data 2.4.11",
            "The type of an attachment is any Internet media type, with parameters too",
            attachment(contentType="text/plain"),
            attachment(contentType="text/plain; charset=ascii"),
            attachment(contentType="application/vnd.cme+json;profile=x"),
        ),
        accepted(
            "Data 2.4.11",
            "An attachment may be empty or large",
            attachment(length=0),
            attachment(length=2**40),
        ),
        refused(
            "Data 2.4.11",
            "An attachment has usageType, display, contentType, length and sha2",
            "attachment.missing",
            attachment(usageType=ABSENT),
            attachment(display=ABSENT),
            attachment(contentType=ABSENT),
            attachment(length=ABSENT),
            attachment(sha2=ABSENT),
        ),
        refused(
            "Data 2.4.11",
            "The usageType and the fileUrl of an attachment are IRIs",
            "iri",
            attachment(usageType="certificate"),
            attachment(usageType=1),
            attachment(fileUrl="certificates/1.pdf"),
            attachment(fileUrl={}),
        ),
        refused(
            "Data 2.4.11",
            "The name of an attachment is a language map",
            "language-map",
            attachment(display="x"),
            attachment(description=1),
        ),
        refused(
            "Data 2.4.11",
            "The contentType of an attachment is an Internet media type",
            "media-type",
            attachment(contentType="pdf"),
            attachment(contentType="/pdf"),
            attachment(contentType="text/plain\r\nX: y"),
            attachment(contentType=""),
            attachment(contentType=1),
            attachment(contentType={}),
        ),
        refused(
            "Data 2.4.11",
            "The length of an attachment is a whole number",
            "attachment.length",
            attachment(length="27"),
            attachment(length=27.5),
            attachment(length=-1),
            attachment(length=True),
            attachment(length={}),
        ),
        refused(
            "Data 2.4.11",
            "The hash of an attachment is hexadecimal and as long as one of SHA-2",
            "sha2",
            attachment(sha2=SHA2[1:]),
            attachment(sha2="0" * 40),
            attachment(sha2=f"g{SHA2[1:]}"),
            attachment(sha2=""),
            attachment(sha2=1),
            attachment(sha2={}),
        ),
        refused(
            "Data 2.6",
            "A signature is attached as application/octet-stream",
            "attachment.signature",
            attachment(usageType="http://adlnet.gov/expapi/attachments/signature", contentType="text/plain"),
            attachment(
                usageType="http://adlnet.gov/expapi/attachments/signature", contentType="application/json"
            ),
        ),
        refused(
            "Data 2.2",
            "An attachment has no other members",
            "attachment.unknown",
            attachment(name="x"),
            attachment(fileURL="https://x.example/"),
        ),
        refused("Data 2.4.11", "An attachment is an object", "attachment", "certificate.pdf", 1, []),
    ),
)
ATTACHMENT_LIST_TABLE = DataTable(
    "Lists of attachments",
    "4.2.2.6",
    ATTACHMENT_LISTS,
    (
        accepted(
            "Data 2.4.11",
            "A statement may have no attachment, one or several",
            [],
            [attachment()],
            [attachment(), attachment(sha2="0" * 64)],
        ),
        refused("Data 2.4.11", "Attachments are an array", "attachments", attachment(), "x", 1, {}),
    ),
)
TABLES = (FORMAT_TABLE, KEY_TABLE, STATEMENT_TABLE, VERSION_TABLE, ATTACHMENT_TABLE, ATTACHMENT_LIST_TABLE)
