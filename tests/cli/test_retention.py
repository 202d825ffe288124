"""Erasing a person and removing old statements, as an operator does."""

from __future__ import annotations

import json
from pathlib import Path

from tests.policies import completion_policy
from tests.processes import Command
from tests.statements import statement

PEOPLE = b"id,given_name,family_name,mbox\n1001,Amara,Okafor,amara@cme.example\n"


def test_a_person_is_erased_and_what_stays_is_said(lrs: Command, tmp_path: Path) -> None:
    person = {"mbox": "mailto:amara@cme.example"}
    lrs.output("people", "import", "-", stdin=PEOPLE)
    lrs.output("policies", "activate", lrs.file("sepsis.yaml", completion_policy()))
    sent = [statement(actor=person), statement(object={"id": "https://cme.example/other"})]
    lrs.output("import", "-", stdin=json.dumps(sent).encode())
    lrs.output("credits", "recompute")

    foreseen = lrs.output("people", "erase", "1001", "--dry-run")
    assert foreseen.startswith("Statements under a pseudonym: 1.\n")
    assert "Awards whose evidence is kept: 1" in foreseen
    assert foreseen.endswith("Nothing was done.\n")
    assert lrs.output("people", "erase", "1001").endswith("1001 is erased.\n")
    assert "does not know person:1001" in lrs.refusal("people", "erase", "1001")
    assert "1001 was erased" in lrs.refusal("people", "import", "-", stdin=PEOPLE)

    assert lrs.output("ledger", "verify").startswith("1 entry, whole and in order")
    lrs.output("export", "all.ndjson")
    exported = (tmp_path / "all.ndjson").read_text()
    assert "amara@cme.example" not in exported
    assert f'"id":"{sent[0]["id"]}"' in exported

    tomorrow = ("statements", "expire", "--before", "2999-01-01")
    assert "has passed" in lrs.refusal(*tomorrow)
    assert lrs.output("statements", "expire", "--before", "2020-01-01", "--dry-run") == (
        "Statements: 0 removed, 0 kept for credit.\nNothing was done.\n"
    )
