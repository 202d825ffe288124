"""What a statement may and may not be."""

from __future__ import annotations
