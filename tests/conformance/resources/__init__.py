"""What the resources do."""

from __future__ import annotations
