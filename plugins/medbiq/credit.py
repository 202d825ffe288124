"""Credit as the Healthcare LOM describes it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from lrs.plugins import Policy
from lrs_plugins.medbiq.elements import Element, Elements

CreditKind = Literal["CME", "CE", "CNE", "CPE", "CHES", "CPD"]
Unit = Literal[
    "CECH", "CEH", "CEU", "Cognate", "Contact Hour", "Credit", "Hour", "Unit", "Credit Hour", "Point"
]


@dataclass(frozen=True, slots=True)
class Terms:
    """The words for a body's credit: who accredits, and the schema's terms for its kind and its unit."""

    accrediting_body: str
    credit_type: CreditKind
    credit_unit: Unit

    def credits(
        self, element: Elements, name: str, policy: Policy, certification: str, amount: Decimal
    ) -> Element:
        """Return an element of the type `creditsType`, which says what credit by a policy, and how much."""
        return element(
            name,
            element("hx:accreditingBody", self.accrediting_body),
            element("hx:activityCertification", certification),
            element("hx:creditType", self.credit_type),
            element("hx:creditUnit", self.credit_unit),
            element("hx:accreditedProvider", policy.provider.id),
            element("hx:releaseDate", policy.window.release.isoformat()),
            element("hx:expirationDate", policy.window.expiry.isoformat()),
            element("hx:numberOfCredits", str(amount)),
        )
