from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import msgspec

from tests.policies import completion_policy
from tests.processes import Command, eventually
from tests.statements import COMPLETED, statement

VIDEO = "https://books.allogy.com/v1/tenant/8/media/f909929a-8fcf-472b-9732-8f1679d67529"


def statements_in(file: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(gzip.decompress(file.read_bytes()))
    return found


def test_what_is_refused_is_named_with_its_rule_and_does_not_stop_the_rest(beside: Command) -> None:
    good, unnamed = statement(), statement(verb={"display": {"en": "did"}})
    other = good | {"verb": {"id": "http://adlnet.gov/expapi/verbs/failed"}}
    rows = [good, unnamed, other, good, statement()]
    name = beside.file("some.ndjson", b"\n".join(map(msgspec.json.encode, rows)))
    ended = beside("import", name)
    assert ended.returncode == 1
    assert ended.stdout == "2 stored, 1 known already, 2 refused.\n"
    assert ended.stderr == "Error: the refused rows are in some.ndjson.rejects.ndjson\n"
    lines = beside.data.with_name("some.ndjson.rejects.ndjson").read_text().splitlines()
    refused = {row["row"]: row for row in map(json.loads, lines)}
    assert refused.keys() == {2, 3}
    assert refused[2]["error"]["pointer"] == "/verb"
    assert refused[2]["error"]["rule"]
    assert refused[3]["error"]["id"] == good["id"]
    assert refused[3]["error"]["rule"] == "statement.immutable"
    assert json.loads(refused[2]["statement"]) == unnamed


def test_an_array_from_standard_input_is_imported_once(beside: Command) -> None:
    array = msgspec.json.encode([statement() for _ in range(3)])
    assert beside.output("import", "-", stdin=array) == "3 stored, 0 known already, 0 refused.\n"
    assert beside.output("import", "-", stdin=gzip.compress(array)).startswith("0 stored, 3 known already")


def test_real_statements_are_imported_whole_and_once(beside: Command, shared: Path) -> None:
    file = shared / "data" / "kokea.json.gz"
    lines = b"\n".join(map(msgspec.json.encode, statements_in(file)))
    assert beside.output("import", file).startswith("385 stored, 0 known already, 0 refused.")
    assert beside.output("import", "-", stdin=lines).startswith("0 stored, 385 known already, 0 refused.")


def test_credit_for_a_real_video_is_what_an_independent_count_says(beside: Command, shared: Path) -> None:
    file = shared / "data" / "tccc.json.gz"
    completed = {
        f"mbox:{found['actor']['mbox']}"
        for found in statements_in(file)
        if found["object"]["id"] == VIDEO
        and (found["verb"]["id"] == COMPLETED or found.get("result", {}).get("completion"))
    }
    assert len(completed) == 4
    beside.output("policies", "activate", beside.file("video.yaml", completion_policy("video", VIDEO, 2020)))
    assert beside.output("import", file).startswith("2814 stored, 0 known already, 0 refused.")

    def awarded() -> list[dict[str, Any]] | None:
        listed = beside.output("credits", "list", "--activity", VIDEO, "--json")
        found: list[dict[str, Any]] = json.loads(listed)
        return found if len(found) >= len(completed) else None

    awards = eventually(awarded, "credit is awarded")
    assert sorted(award["learner"] for award in awards) == sorted(completed)
    assert {award["amount"] for award in awards} == {"1.00"}
    assert beside.output("import", file).startswith("0 stored, 2814 known already, 0 refused.")
