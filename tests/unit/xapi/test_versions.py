from __future__ import annotations

import pytest

from lrs.errors import InvalidRequest
from lrs.xapi.versions import V1_0_3, V2_0_0, Version, negotiate


@pytest.mark.parametrize(
    ("header", "version"),
    [
        ("1.0", V1_0_3),
        ("1.0.0", V1_0_3),
        ("1.0.1", V1_0_3),
        ("1.0.3", V1_0_3),
        ("1.0.12", V1_0_3),
        ("2.0", V2_0_0),
        ("2.0.0", V2_0_0),
        ("2.0.1", V2_0_0),
    ],
)
def test_a_header_means_the_newest_patch_of_its_version(header: str, version: Version) -> None:
    assert negotiate(header) is version


@pytest.mark.parametrize(
    "header", ["", "1", "0.95", "1.1.0", "2.1.0", "3.0.0", "1.0.3, 2.0.0", "1.0.3\n", "1.0.x", "1.0.٣"]
)
def test_a_version_that_is_not_spoken_here_is_refused(header: str) -> None:
    with pytest.raises(InvalidRequest) as caught:
        negotiate(header)
    assert caught.value.pointer == "X-Experience-API-Version"
