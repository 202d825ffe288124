"""AMA PRA Category 1 Credit."""
from __future__ import annotations
