"""What keeps an LRS from being measured."""

from __future__ import annotations

from lrs.errors import OperatorError


class LoadFailed(OperatorError):
    """The endpoint cannot be reached, or does not take statements; the message says what it answered."""
