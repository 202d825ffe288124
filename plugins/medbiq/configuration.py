"""Which bodies take the MedBiquitous formats, as the deployment says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from lrs_plugins.medbiq.body import Body, unnamed
from lrs_plugins.medbiq.credit import CreditKind, Terms, Unit


class _Body(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    body: str
    accrediting_body: str
    credit_type: CreditKind
    credit_unit: Unit


class _Configuration(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    bodies: tuple[_Body, ...] = ()


def read(configuration: Mapping[str, Any]) -> list[Body]:
    """Return the bodies of a configuration.

    Raises msgspec.ValidationError, naming the place, where it is not as the page of this plugin says.
    """
    said = msgspec.convert(configuration, _Configuration)
    return [
        Body(each.body, Terms(each.accrediting_body, each.credit_type, each.credit_unit), unnamed)
        for each in said.bodies
    ]
