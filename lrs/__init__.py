"""A learning record store for continuing medical education."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lrs.app import create_app
    from lrs.settings import Settings

__all__ = ["Settings", "create_app"]


def __getattr__(name: str) -> Any:
    """Import what a program asks for, and not the web server for a command that needs none."""
    homes = {"Settings": "lrs.settings", "create_app": "lrs.app"}
    if name not in homes:
        raise AttributeError(f"module 'lrs' has no attribute {name!r}")
    return getattr(import_module(homes[name]), name)
