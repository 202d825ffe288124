"""Who and what the demo day is about, and the names by which its statements stay the same when sent again."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.resources import files

HOSPITAL = "https://cme.hospital.example/activities"
SIMULATORS = "https://simulators.example/"
VERBS = "http://adlnet.gov/expapi/verbs"
_MORNING = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, HOSPITAL)


@dataclass(frozen=True, slots=True)
class Learner:
    """A clinician of the demo day: the person id in the registry, and the names in mail and on simulators."""

    person: str
    name: str
    mailbox: str
    account: str

    @property
    def mbox(self) -> str:
        """The mail address as xAPI writes it."""
        return f"mailto:{self.mailbox}@hospital.example"


AMARA = Learner("person:1001", "Amara Okafor", "amara.okafor", "okafor")
BENJAMIN = Learner("person:1002", "Benjamin Weiss", "benjamin.weiss", "weiss")
CHEN = Learner("person:1003", "Chen Li", "chen.li", "li")
DALIA = Learner("person:1004", "Dalia Haddad", "dalia.haddad", "haddad")
ELENA = Learner("person:1005", "Elena Rossi", "elena.rossi", "rossi")
FARID = Learner("person:1006", "Farid Khan", "farid.khan", "khan")


def statement_id(*names: str) -> str:
    """Return the id of the statement called `names`: the same one every time."""
    return str(uuid.uuid5(_NAMESPACE, "/".join(names)))


def moment(minutes: float) -> str:
    """Return the time `minutes` after eight in the morning of the demo day."""
    return (_MORNING + timedelta(minutes=minutes)).isoformat().replace("+00:00", "Z")


def people_csv() -> bytes:
    """Return the people registry of the demo hospital."""
    return (files("lrs.demo") / "people.csv").read_bytes()


def policy_files() -> list[bytes]:
    """Return the credit policies of the demo hospital."""
    folder = files("lrs.demo") / "policies"
    return [file.read_bytes() for file in sorted(folder.iterdir(), key=lambda file: file.name)]
