"""A signed statement of where the ledger's chain ended at a time: whoever keeps it can tell later changes."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Final, Literal, Protocol

import msgspec

from lrs.credits.chain import Attested, Head, Verifier, canonical, time_text
from lrs.errors import OperatorError

TYPE: Final = "lrs-ledger-checkpoint-1"


class CheckpointRefused(OperatorError):
    """This is no checkpoint, or nobody who counts has signed it."""


class Signs(Protocol):
    """What makes signatures."""

    def sign(self, message: bytes) -> bytes:
        """Return the signature of `message`."""
        ...


class Verifies(Protocol):
    """What verifies signatures."""

    def verifies(self, signature: bytes, message: bytes) -> bool:
        """Tell whether `signature` is one of `message`."""
        ...


class Position(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is signed: `digest` was the one of the last entry, `sequence` its place, 0 before the first.

    `deployment` is the address by which the deployment names itself, `time` is in UTC.
    """

    sequence: int
    digest: str
    time: str
    deployment: str
    type: Literal["lrs-ledger-checkpoint-1"] = TYPE


class Checkpoint(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A position and the signature of its canonical JSON, in base64."""

    checkpoint: Position
    signature: bytes

    @classmethod
    def sign(cls, head: Head, deployment: str, now: datetime, key: Signs) -> Checkpoint:
        """Return the checkpoint which says that the chain ends at `head` now."""
        position = Position(head.sequence, head.digest, time_text(now), deployment)
        return cls(position, key.sign(canonical(position)))

    @classmethod
    def read(cls, line: bytes, name: str) -> Checkpoint:
        """Return a checkpoint from its JSON. Raises CheckpointRefused, which calls it `name`."""
        try:
            return msgspec.json.decode(line, type=cls)
        except msgspec.MsgspecError as error:
            raise CheckpointRefused(f"{name} is no checkpoint: {error}") from error

    def is_signed_by(self, keys: Collection[Verifies]) -> bool:
        """Tell whether this was signed with one of `keys`."""
        said = canonical(self.checkpoint)
        return any(key.verifies(self.signature, said) for key in keys)

    def tell(self, verifier: Verifier, keys: Collection[Verifies]) -> None:
        """Have a verifier hold the chain to this, if one of `keys` has signed it, and note it otherwise."""
        position = self.checkpoint
        name = f"the checkpoint of {position.time}"
        if self.is_signed_by(keys):
            verifier.attest(Attested(Head(position.sequence, position.digest), name))
        else:
            sentence = f"{name} at entry {position.sequence} is not signed with the key that counts"
            verifier.distrust(position.sequence, sentence)

    def as_json(self) -> bytes:
        """Return this as a line of JSON."""
        return canonical(self) + b"\n"
