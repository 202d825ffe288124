"""A run that makes a report is killed, and the next one makes the same report."""

from __future__ import annotations

import json
import random
import time

from lrs.demo.cast import people_csv
from tests.policies import completion_policy
from tests.processes import Command
from tests.statements import AMARA, statement

COURSE = "https://cme.example/activities/course"
MAKE = ("reports", "make", "ama-pra", "--from", "2026-03-01", "--to", "2026-03-31", "--format", "csv")
TIMES = 4


def test_whenever_a_run_is_killed_its_report_is_made_once(lrs: Command) -> None:
    with lrs.service():
        lrs.output("people", "import", "-", stdin=people_csv())
        lrs.output("policies", "activate", lrs.file("course.yaml", completion_policy("course", COURSE)))
        sent = statement(actor=AMARA, object={"id": COURSE})
        lrs.output("import", "-", stdin=json.dumps([sent]).encode())
        lrs.output("credits", "recompute")
        began = time.monotonic()
        lrs.output("reports", "list")
        lasts = time.monotonic() - began
        for _time in range(TIMES):
            with lrs.started(*MAKE) as run:
                time.sleep(random.uniform(lasts / 2, lasts * 1.2))  # noqa: S311  # no secret
                run.process.kill()
        made = lrs(*MAKE)
        assert made.returncode == 0 or "nothing new" in made.stderr, made
        [report] = json.loads(lrs.output("reports", "list", "--json"))
        assert (report["body"], report["id"], report["records"]["add"]) == ("ama-pra", "csv-1", 1)
        assert "nothing new" in lrs.refusal(*MAKE)
