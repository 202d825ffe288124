"""What the service does in a second, against ceilings taken in the same run."""

from __future__ import annotations
