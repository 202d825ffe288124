"""Worked requirements, to be read, adapted and put into force; each names its source and when it said so."""

from __future__ import annotations

from importlib.resources import files

from lrs.errors import NotFound


def names() -> list[str]:
    """Return the names of the worked requirements."""
    found = (file.name for file in files(__name__).iterdir())
    return sorted(name.removesuffix(".yaml") for name in found if name.endswith(".yaml"))


def text(name: str) -> str:
    """Return the text of a worked requirement. Raises NotFound if there is none of that name."""
    if name not in names():
        raise NotFound(f"there is no worked requirement {name}; there are {', '.join(names())}")
    return (files(__name__) / f"{name}.yaml").read_text(encoding="utf-8")
