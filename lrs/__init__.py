"""A learning record store for continuing medical education."""

from __future__ import annotations

from lrs.app import create_app
from lrs.settings import Settings

__all__ = ["Settings", "create_app"]
