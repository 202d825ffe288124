"""Read the people registry from CSV: one row for each identifier of a person."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from lrs.errors import PeopleRefused
from lrs.reports.person import Person
from lrs.xapi.agents import agent_key, mbox_sha1sum

REQUIRED = ("id", "given_name", "family_name")
OPTIONAL = (
    "middle_name",
    "degree",
    "profession",
    "birth_month_day",
    "npi",
    "license_state",
    "license_number",
)
IDENTIFIERS = ("mbox", "mbox_sha1sum", "openid", "account_homepage", "account_name")

_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")
_MBOX = re.compile(r"mailto:[^@\s]+@[^@\s]+")
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")
_SHA1 = re.compile(r"[0-9a-fA-F]{40}")


@dataclass(frozen=True, slots=True)
class _Row:
    """One row: its line in the file, from 1, and its cells by column, without outer spaces."""

    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


def parse(data: bytes) -> list[Person]:
    """Return the people that the file lists, in order of their first rows.

    The text is UTF-8, with or without a byte order mark; its first row names the columns in any order: `id`,
    `given_name` and `family_name`, and whichever of the others there are. Rows with the same id are several
    identifiers of one person and must not contradict each other. Whoever is known by `mbox` is also known by
    the `mbox_sha1sum` of it.

    Raises PeopleRefused, naming line and column; its pointer is `/<line>/<column>`.
    """
    people: dict[str, Person] = {}
    owners: dict[str, str] = {}
    for row in _rows(_text(data)):
        person = _person(row, _keys(row, owners))
        known = people.get(person.id)
        people[person.id] = _joined(known, person, row) if known else person
    return list(people.values())


def _refused(line: int, column: str, fault: str) -> PeopleRefused:
    return PeopleRefused(f"Line {line}, column {column}: {fault}", pointer=f"/{line}/{column}")


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        start = data.rfind(b"\n", 0, error.start) + 1
        line, column = data.count(b"\n", 0, error.start) + 1, error.start - start + 1
        raise _refused(line, str(column), "this is not UTF-8 text.") from None


def _rows(text: str) -> Iterator[_Row]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        columns = _columns([cell.strip() for cell in next(reader, [])])
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield _row(reader.line_num, columns, cells)
    except csv.Error as error:
        raise _refused(reader.line_num, "1", f"this is not CSV: {error}.") from None


def _columns(header: list[str]) -> list[str]:
    known = (*REQUIRED, *OPTIONAL, *IDENTIFIERS)
    for column in header:
        if column not in known:
            raise _refused(1, column, f"there is no such column; the columns are: {', '.join(known)}.")
        if header.count(column) > 1:
            raise _refused(1, column, "this column is there twice.")
    for column in REQUIRED:
        if column not in header:
            raise _refused(1, column, "this column is missing.")
    return header


def _row(line: int, columns: list[str], cells: list[str]) -> _Row:
    if len(cells) < len(columns):
        raise _refused(line, columns[len(cells)], "the row ends before this column.")
    if len(cells) > len(columns):
        raise _refused(line, str(len(columns) + 1), "the row has more cells than the first row has columns.")
    row = _Row(line, {column: cell.strip() for column, cell in zip(columns, cells, strict=True)})
    for column, cell in row.cells.items():
        if _UNPRINTABLE.search(cell):
            raise _refused(line, column, "there is a line break or another control character.")
    return row


def _keys(row: _Row, owners: dict[str, str]) -> tuple[str, ...]:
    """Return the agent keys of a row and note whose they are."""
    keys = dict(_identifiers(row))
    if not keys:
        raise _refused(row.line, "mbox", "this row has no identifier; statements could not be matched.")
    for key, column in keys.items():
        owner = owners.setdefault(key, row["id"])
        if owner != row["id"]:
            raise _refused(row.line, column, f"this identifier belongs to the person '{owner}' already.")
    return tuple(sorted(keys))


def _identifiers(row: _Row) -> Iterator[tuple[str, str]]:
    """Yield each agent key of a row with the column that it comes from."""
    if row["mbox"]:
        mbox = _mbox(row)
        yield str(agent_key({"mbox": mbox})), "mbox"
        yield str(agent_key({"mbox_sha1sum": mbox_sha1sum(mbox)})), "mbox"
    if row["mbox_sha1sum"]:
        _require(row, "mbox_sha1sum", _SHA1, "this is not a SHA-1 in 40 hexadecimal digits.")
        yield str(agent_key({"mbox_sha1sum": row["mbox_sha1sum"]})), "mbox_sha1sum"
    if row["openid"]:
        _require(row, "openid", _IRI, "this is not an absolute IRI.")
        yield str(agent_key({"openid": row["openid"]})), "openid"
    if row["account_homepage"] or row["account_name"]:
        _require(row, "account_homepage", _IRI, "an account needs a home page that is an absolute IRI.")
        _require(row, "account_name", re.compile(".+"), "an account needs a name.")
        account = {"homePage": row["account_homepage"], "name": row["account_name"]}
        yield str(agent_key({"account": account})), "account_name"


def _mbox(row: _Row) -> str:
    """Return the mail address as a mailto IRI; offices write it without."""
    mbox = row["mbox"] if row["mbox"].startswith("mailto:") else f"mailto:{row['mbox']}"
    if not _MBOX.fullmatch(mbox):
        raise _refused(row.line, "mbox", "this is not a mail address.")
    return mbox


def _require(row: _Row, column: str, pattern: re.Pattern[str], fault: str) -> None:
    if not pattern.fullmatch(row[column]):
        raise _refused(row.line, column, fault)


def _person(row: _Row, keys: tuple[str, ...]) -> Person:
    for column in REQUIRED:
        _require(row, column, re.compile(".+"), "this cell must not be empty.")
    if row["npi"] and not _is_npi(row["npi"]):
        raise _refused(row.line, "npi", "this is not an NPI: ten digits, the last of them a check digit.")
    if row["birth_month_day"] and not _is_month_day(row["birth_month_day"]):
        raise _refused(row.line, "birth_month_day", "this is not a day of the year as MM-DD.")
    if row["license_state"] and not row["license_number"]:
        raise _refused(row.line, "license_number", "a licence needs its number beside its state.")
    if row["license_number"] and not row["license_state"]:
        raise _refused(row.line, "license_state", "a licence needs its state beside its number.")
    return Person(
        **{column: row[column] for column in REQUIRED},
        **{column: row[column] or None for column in OPTIONAL},  # type: ignore[arg-type]
        keys=keys,
    )


def _is_npi(text: str) -> bool:
    """Tell whether the check digit is right: Luhn's formula over the digits behind the prefix 80840."""
    if not re.fullmatch("[0-9]{10}", text):
        return False
    digits = [int(digit) for digit in reversed("80840" + text)]
    return sum(digits[0::2] + [sum(divmod(2 * digit, 10)) for digit in digits[1::2]]) % 10 == 0


def _is_month_day(text: str) -> bool:
    """Tell whether there is such a day in a leap year."""
    try:
        date.fromisoformat(f"2000-{text}")
    except ValueError:
        return False
    return re.fullmatch("[0-9]{2}-[0-9]{2}", text) is not None


def _joined(known: Person, person: Person, row: _Row) -> Person:
    """Return what two rows say of one person, who must be the same in both."""
    for column in (*REQUIRED, *OPTIONAL):
        before, now = getattr(known, column), getattr(person, column)
        if before and now and before != now:
            raise _refused(
                row.line, column, f"'{now}' contradicts '{before}' of the same person in a line above."
            )
    said = {column: getattr(known, column) or getattr(person, column) for column in OPTIONAL}
    return replace(known, **said, keys=tuple(sorted({*known.keys, *person.keys})))
