"""Reading the people registry."""

from __future__ import annotations

import pytest

from lrs.errors import PeopleRefused
from lrs.reports.people_csv import parse
from lrs.reports.person import Person

HEADER = "id,given_name,family_name"


def csv(*rows: str, columns: str = "mbox") -> bytes:
    return "\r\n".join([f"{HEADER},{columns}", *rows]).encode()


def test_a_row_is_a_person() -> None:
    columns = "middle_name,degree,profession,birth_month_day,npi,license_state,license_number,openid"
    row = " 7 ,Ana,Lee,María,MD,Physician,02-29,1234567893,CA,A 1,https://ana.example.org/"
    assert parse(csv(row, columns=columns)) == [
        Person(
            id="7",
            given_name="Ana",
            family_name="Lee",
            middle_name="María",
            degree="MD",
            profession="Physician",
            birth_month_day="02-29",
            npi="1234567893",
            license_state="CA",
            license_number="A 1",
            keys=("openid:https://ana.example.org/",),
        )
    ]


@pytest.mark.parametrize("written", ["ana@example.org", "mailto:ana@example.org", "ana@EXAMPLE.org"])
def test_whoever_is_known_by_mail_is_also_known_by_the_hash_of_it(written: str) -> None:
    [person] = parse(csv(f"7,Ana,Lee,{written}"))
    assert person.keys == (
        "mbox:mailto:ana@example.org",
        "mbox_sha1sum:0e5544afbb6be286591577af49b31b0187a46ef0",
    )


def test_rows_with_one_id_are_identifiers_of_one_person() -> None:
    people = parse(
        csv(
            "7,Ana,Lee,,https://lms.example.org,ana,",
            "8,Bob,Ray,,https://lms.example.org,bob,",
            f"7,Ana,Lee,MD,,,{'A' * 40}",
            columns="degree,account_homepage,account_name,mbox_sha1sum",
        )
    )
    assert [person.id for person in people] == ["7", "8"]
    assert people[0].degree == "MD"
    assert people[0].keys == ("account:https://lms.example.org ana", f"mbox_sha1sum:{'a' * 40}")


def test_a_byte_order_mark_blank_lines_and_quotes_are_no_matter() -> None:
    [person] = parse(b"\xef\xbb\xbf" + csv("", '7,"Ana","Lee, Jr.",a@b.org', ",,,"))
    assert person.family_name == "Lee, Jr."


def test_the_same_row_twice_is_one_person() -> None:
    assert len(parse(csv("7,Ana,Lee,a@b.org", "7,Ana,Lee,a@b.org"))) == 1


@pytest.mark.parametrize(
    ("data", "pointer", "sentence"),
    [
        (b"", "/1/id", "this column is missing"),
        (b"id,given_name\r\n", "/1/family_name", "this column is missing"),
        (csv("7,Ana,Lee,x", columns="email"), "/1/email", "there is no such column; the columns are: id,"),
        (csv("7,Ana,Lee,x,y", columns="npi,npi"), "/1/npi", "twice"),
        (csv("7,Ana,Lee"), "/2/mbox", "the row ends before this column"),
        (csv("7,Ana,Lee,a@b.org,more"), "/2/5", "more cells"),
        (csv(",Ana,Lee,a@b.org"), "/2/id", "must not be empty"),
        (csv("7,Ana,,a@b.org"), "/2/family_name", "must not be empty"),
        (csv("7,Ana,Lee,"), "/2/mbox", "no identifier"),
        (csv("7,Ana,Lee,ana"), "/2/mbox", "not a mail address"),
        (csv("7,Ana,Lee,a b@c.org"), "/2/mbox", "not a mail address"),
        (csv("7,Ana,Lee,abc", columns="mbox_sha1sum"), "/2/mbox_sha1sum", "40 hexadecimal"),
        (csv("7,Ana,Lee,ana", columns="openid"), "/2/openid", "absolute IRI"),
        (csv("7,Ana,Lee,ana", columns="account_name"), "/2/account_homepage", "home page"),
        (csv("7,Ana,Lee,https://x.org", columns="account_homepage"), "/2/account_name", "needs a name"),
        (csv('7,"A\nna",Lee,a@b.org'), "/3/given_name", "line break"),
        (csv('7,"Ana"x,Lee,a@b.org'), "/2/1", "not CSV"),
        (csv("7,Ana,Lee,a@b.org", "8,Bob,Ray,a@b.org"), "/3/mbox", "belongs to the person '7'"),
        (csv("7,Ana,Lee,a@b.org", "7,Anna,Lee,c@d.org"), "/3/given_name", "'Anna' contradicts 'Ana'"),
        (csv("7,Ana,Lee,1234567890,a@b.org", columns="npi,mbox"), "/2/npi", "not an NPI"),
        (csv("7,Ana,Lee,123456789,a@b.org", columns="npi,mbox"), "/2/npi", "not an NPI"),
        (csv("7,Ana,Lee,CA,a@b.org", columns="license_state,mbox"), "/2/license_number", "needs its number"),
        (csv("7,Ana,Lee,A1,a@b.org", columns="license_number,mbox"), "/2/license_state", "needs its state"),
        (csv("7,A\ufffena,Lee,a@b.org"), "/2/given_name", "control character"),
        (csv("7,Ana,Lee,a@b.org") + b"\n8,\xff", "/3/3", "not UTF-8"),
    ],
)
def test_a_fault_is_named_with_line_and_column(data: bytes, pointer: str, sentence: str) -> None:
    with pytest.raises(PeopleRefused) as refused:
        parse(data)
    _, line, column = pointer.split("/")
    assert refused.value.pointer == pointer
    assert str(refused.value).startswith(f"Line {line}, column {column}: ")
    assert sentence in str(refused.value)


@pytest.mark.parametrize("day", ["2-29", "02-30", "13-01", "W01-1", "1229", "2000-01-01"])
def test_a_birthday_is_a_day_of_the_year(day: str) -> None:
    with pytest.raises(PeopleRefused, match="MM-DD"):
        parse(csv(f"7,Ana,Lee,{day},a@b.org", columns="birth_month_day,mbox"))


def test_the_hash_of_a_mail_address_belongs_to_its_person_too() -> None:
    taken = "7,Ana,Lee,ana@example.org,"
    with pytest.raises(PeopleRefused, match=r"Line 3, column mbox_sha1sum: .* the person '7'"):
        parse(csv(taken, "8,Bob,Ray,,0e5544afbb6be286591577af49b31b0187a46ef0", columns="mbox,mbox_sha1sum"))
