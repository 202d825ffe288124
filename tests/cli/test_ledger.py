"""The ledger is verified by its keeper, and by somebody who trusts neither the database nor this code."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from lrs.secret import load_secret
from lrs.settings import Settings
from lrs.store.deployment import open_deployment
from tests.docs.pages import script
from tests.policies import completion_policy
from tests.processes import Command, no_process_left
from tests.statements import statement

MARCH = ("--from", "2026-03-01", "--to", "2026-03-31")
EXPORTED = ("ledger", "verify", "ledger.ndjson", "--public-key", "ledger.pub")
KEPT = ("--checkpoint", "checkpoint.json")


@pytest.fixture(scope="module")
def reported(tmp_path_factory: pytest.TempPathFactory) -> Command:
    """Return the command on a data folder with three entries, and with everything that proves them."""
    folder = tmp_path_factory.mktemp("ledger")
    lrs = Command(folder / "data")
    with no_process_left(folder):
        lrs.output("policies", "activate", lrs.file("sepsis.yaml", completion_policy()))
        learners = [statement(actor={"mbox": f"mailto:{name}@cme.example"}) for name in ("a", "b", "c")]
        lrs.output("import", "-", stdin=json.dumps(learners).encode())
        lrs.output("credits", "recompute")
        lrs.output("reports", "preview", "ama-pra", *MARCH, "--format", "csv", "--out", "ama-pra-2026-03.csv")
        assert "Signed in checkpoint.json: 3 entries" in lrs.output(
            "ledger", "checkpoint", "--out", "checkpoint.json"
        )
        lrs.file("ledger.pub", lrs.output("ledger", "key"))
        assert "Exported to ledger.ndjson: 3 entries" in lrs.output("ledger", "export", "ledger.ndjson")
    return lrs


@pytest.fixture
def auditor(reported: Command, tmp_path: Path) -> Command:
    """Return the command of somebody who has the files, and no database."""
    for name in ("ama-pra-2026-03.csv", "checkpoint.json", "ledger.pub", "ledger.ndjson"):
        (tmp_path / name).write_bytes((reported.data.parent / name).read_bytes())
    return Command(tmp_path / "data", {"LRS_MONGODB_URI": "mongodb://127.0.0.1:1/"})


def lines(auditor: Command) -> list[bytes]:
    """Return the lines of the export."""
    return auditor.data.with_name("ledger.ndjson").read_bytes().splitlines(keepends=True)


def refuses(auditor: Command, *forged: bytes) -> str:
    """Put other lines into the export, which nobody takes for the ledger, and return what is said of it."""
    auditor.file("ledger.ndjson", b"".join(forged))
    assert script("prove-the-ledger", auditor.data.parent).returncode == 1
    ended = auditor(*EXPORTED, *KEPT)
    assert ended.returncode == 1
    assert "Error: the ledger is not what was written" in ended.stderr
    return ended.stdout


def test_what_was_exported_is_proved_without_a_database(auditor: Command) -> None:
    assert auditor.output(*EXPORTED).startswith("3 entries, whole and in order")
    assert auditor.output(*EXPORTED, *KEPT).startswith("3 entries, whole and in order")
    ended = script("prove-the-ledger", auditor.data.parent)
    assert ended.stdout.startswith("3 entries, and the report, are as they were at 20"), ended.stderr
    assert not auditor.data.exists()


def test_an_export_that_was_changed_is_refused_and_the_entry_named(auditor: Command) -> None:
    end, first, second, third = lines(auditor)
    changed = second.replace(b'"amount":"1.00"', b'"amount":"9.00"')
    assert changed != second
    assert "entry 2 (" in refuses(auditor, end, first, changed, third)
    assert "entry 2 is missing before entry 3." in refuses(auditor, end, first, third)
    assert "entry 3 is missing, says the checkpoint of" in refuses(auditor, end, first, second)
    assert "stands behind entry 3." in refuses(auditor, end, first, third, second)
    assert "stands behind entry 2." in refuses(auditor, end, first, second, second, third)
    assert "line 3 is no entry" in refuses(auditor, end, first, b"{\n", second, third)


def test_a_report_that_says_otherwise_is_found(auditor: Command) -> None:
    report = auditor.data.with_name("ama-pra-2026-03.csv").read_text()
    auditor.file("ama-pra-2026-03.csv", report.replace(",1.00,", ",2.00,", 1))
    assert script("prove-the-ledger", auditor.data.parent).returncode == 1


def test_what_somebody_else_signed_is_refused(auditor: Command, tmp_path: Path) -> None:
    other = Command(tmp_path / "other" / "data")
    other.data.parent.mkdir()
    auditor.file("ledger.pub", other.output("ledger", "key"))
    ended = auditor(*EXPORTED, *KEPT)
    assert ended.returncode == 1
    assert ended.stdout.count("is not signed with the key that counts.") == 2


@pytest.mark.parametrize("content", [b"", b"{}", b"no key", b"\xff"])
def test_files_that_are_something_else_are_refused_in_a_sentence(auditor: Command, content: bytes) -> None:
    other = auditor.file("other", content)
    assert "is no checkpoint" in auditor.refusal(*EXPORTED, "--checkpoint", other)
    assert "is no checkpoint" in auditor.refusal("ledger", "verify", other, *EXPORTED[3:])
    assert "no public key" in auditor.refusal(*EXPORTED[:3], "--public-key", other)


def test_a_file_is_not_verified_with_a_key_that_nobody_named(auditor: Command) -> None:
    assert "--public-key" in auditor.refusal("ledger", "verify", "ledger.ndjson")


def test_the_private_key_is_its_owners_alone(reported: Command) -> None:
    path = reported.data / "ledger.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert b"PRIVATE" in path.read_bytes()
    assert "PRIVATE" not in reported.output("ledger", "key")


async def test_the_keeper_is_told_which_entry_was_changed(reported: Command) -> None:
    assert reported.output("ledger", "verify", *EXPORTED[3:], *KEPT).startswith(
        "3 entries, whole and in order"
    )
    settings = Settings(data=reported.data)
    async with open_deployment(settings, load_secret(settings.secret_path)) as store:
        ledger = store.database["ledger"]
        await ledger.update_one({"sequence": 2}, {"$set": {"learner": "somebody else"}})
        ended = reported("ledger", "verify")
        assert ended.returncode == 1
        assert ended.stdout.startswith("entry 2 (")
        assert ended.stdout.endswith("was changed.\n")
