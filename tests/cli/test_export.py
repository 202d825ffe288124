"""lrs export, and a store that moves by it: also when the commands are killed."""

from __future__ import annotations

import gzip
import secrets
import signal
from pathlib import Path

import msgspec
import pytest
from aiohttp import ClientSession

from tests.attachments import MULTIPART, attachment, multipart, part, sha2, statements
from tests.processes import Command, Service, eventually, make_key, no_process_left
from tests.statements import AMARA, COMPLETED, statement, voiding

MANY = 12_000
"""Statements that are more than one piece of an export."""


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Command:
    """Return the command on a data folder with many small statements, on which no service was started."""
    lrs = Command(tmp_path_factory.mktemp("filled") / "data")
    small = {"verb": {"id": COMPLETED}, "object": {"id": "https://cme.example/a"}}
    other = statement()
    sent = [*(statement(**small) for _ in range(MANY - 2)), other, voiding(other["id"])]
    lines = list(map(msgspec.json.encode, sent))
    lrs.output("import", "-", stdin=b"\n".join(lines))
    return lrs


def near(lrs: Command, name: str) -> Path:
    """Return a file where the command looks for it."""
    return lrs.data.with_name(name)


def test_what_an_export_did_is_said_in_a_line(filled: Command) -> None:
    assert filled.output("export", "a.ndjson") == f"{MANY} exported to a.ndjson.\n"
    assert len(near(filled, "a.ndjson").read_bytes().splitlines()) == MANY
    assert filled.refusal("export", "a.ndjson") == "a.ndjson is there already"


def test_filters_are_read_as_the_http_api_reads_them(filled: Command) -> None:
    agent = msgspec.json.encode(AMARA).decode()
    wanted = ("--agent", agent, "--verb", COMPLETED, "--activity", "https://cme.example/a")
    assert filled.output("export", "b.ndjson", *wanted) == f"{MANY - 2} exported to b.ndjson.\n"
    assert filled.output("export", "c.ndjson", "--until", "2020-01-01T00:00:00Z").startswith("0 exported")
    for option, value in {"--agent": '{"mbox":"no"}', "--since": "yesterday", "--verb": "completed"}.items():
        assert f"'{option}'" in filled.refusal("export", "d.ndjson", option, value)


def test_an_export_and_an_import_that_were_killed_go_on_to_the_same_file(filled: Command) -> None:
    with filled.started("export", "killed.ndjson.gz") as exporting:
        progress = near(filled, "killed.ndjson.gz.partial") / "progress.json"
        eventually(lambda: progress.exists() or exporting.ended(), "a piece is written")
        exporting.stop(signal.SIGKILL)
    if not near(filled, "killed.ndjson.gz").exists():
        filled.output("export", "killed.ndjson.gz")
    filled.output("export", "undisturbed.ndjson.gz")
    exported = near(filled, "killed.ndjson.gz").read_bytes()
    assert exported == near(filled, "undisturbed.ndjson.gz").read_bytes()

    other = Command(near(filled, "other"))
    with no_process_left(other.data):
        file = other.file("moved.ndjson.gz", gzip.compress(b"refused at once\n") + exported)
        with other.started("import", file, "--keep-stored") as importing:
            rejects = near(other, f"{file}.rejects.ndjson")
            eventually(lambda: rejects.exists() or importing.ended(), "the import has begun")
            importing.stop(signal.SIGKILL)
        stored, known, refused = counts(other("import", file, "--keep-stored").stdout)
        assert (stored + known, refused) == (MANY, 1)
        other.output("export", "again.ndjson.gz")
        assert near(other, "again.ndjson.gz").read_bytes() == exported


def counts(summary: str) -> list[int]:
    return [int(word) for word in summary.split() if word.isdigit()]


def test_a_file_that_was_cut_off_is_named_and_what_came_before_is_imported(lrs: Command) -> None:
    lines = [msgspec.json.encode(statement()) + b"\n" for _ in range(3)]
    whole, cut = gzip.compress(lines[0]), gzip.compress(lines[1] + lines[2])[:-9]
    refusal = lrs.refusal("import", lrs.file("cut.ndjson.gz", whole + cut))
    assert refusal.startswith("cut.ndjson.gz: the file cannot be read: ")
    assert refusal.endswith(" What came before is imported.")
    assert counts(lrs("import", "-", stdin=b"".join(lines)).stdout)[1] >= 1


def test_a_store_that_was_served_takes_no_statements_with_the_times_they_had(beside: Command) -> None:
    refusal = beside.refusal("import", "-", "--keep-stored", stdin=b"")
    assert refusal.startswith("a service has been started on this database")


async def test_contents_that_are_left_out_are_mentioned(service: Service, beside: Command) -> None:
    activity = f"https://cme.example/{secrets.token_hex(8)}"
    content = b"certificate"
    sent = statement(object={"id": activity}, attachments=[attachment(content)])
    headers = await make_key(service.data, "all") | MULTIPART
    async with ClientSession(headers=headers) as session:
        body = multipart(statements(sent), part(content))
        assert (await session.post(service.statements, data=body)).status == 200
    only = ("--activity", activity)
    left_out = beside.output("export", f"{sent['id']}.ndjson", *only)
    assert "Attachments whose contents are kept: 1, left out: give --attachments for them." in left_out
    taken = beside.output("export", f"{sent['id']}.ndjson.gz", *only, "--attachments", "contents")
    assert "Attachments whose contents are kept: 1, in contents." in taken
    assert (beside.data.with_name("contents") / sha2(content)).read_bytes() == content
