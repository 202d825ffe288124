"""What xAPI requires, row by row, for both versions, put to the running service."""

from __future__ import annotations

import pytest

pytest.register_assert_rewrite(
    "tests.conformance.resources", "tests.conformance.lrs", "tests.conformance.data"
)
