"""Load on an LRS, and what came of it: what `lrs bench` and `make bench` share."""

from __future__ import annotations
