"""What the deployment says of its dealings with PARS: all that ACCME does not publish."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Annotated, Any, Literal

import msgspec

from lrs_plugins.medbiq.elements import Element

AccmeId = Annotated[str, msgspec.Meta(pattern="^[0-9]{9}$")]


class Activity(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What PARS knows of the activity of a policy: `accme_id` once it is registered."""

    format: str
    description: Annotated[str, msgspec.Meta(max_length=2500)]
    accme_id: AccmeId | None = None
    sponsorship: Literal["direct", "joint"] = "direct"
    commercial_support: bool = False


class Body(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """PARS' words for the credit of a body.

    `certifications` are the ones of learners' credit, by credit type or part; `moc_credit_types` are what an
    activity is registered for.
    """

    certifications: dict[str, str]
    moc_credit_types: tuple[str, ...] = ()


class Xml(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the XML is made: the version of the Activity Report, and the namespace of ACCME's own elements."""

    edition: Literal["v1", "v2"]
    namespace: str

    def own(self, name: str, *content: str | Element) -> Element:
        """Return an element of ACCME's own."""
        return Element(f"{{{self.namespace}}}{name}", {}, content)


class Pars(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole configuration; `bodies` and `activities` are by body and by policy.

    `provider_id` is the one of the web service, `completed` says how a completion is written, `categories`
    maps professions of the people registry to the participants' categories of PARS.
    """

    provider_id: str
    bodies: dict[str, Body]
    activities: dict[str, Activity]
    completed: Literal["date-time", "date"] = "date-time"
    categories: dict[str, str] = {}
    xml: Xml | None = None

    def __post_init__(self) -> None:
        """Raise ValueError where two policies share an activity: it would count twice on one date."""
        ids = Counter(each.accme_id for each in self.activities.values() if each.accme_id)
        for accme_id, count in ids.items():
            if count > 1:
                raise ValueError(f"The ACCME activity {accme_id} is given to {count} policies")


def read(configuration: Mapping[str, Any]) -> Pars | None:
    """Return the configuration, or None where nothing is said.

    Raises msgspec.ValidationError, naming the place, where it is not as the page of this plugin says.
    """
    return msgspec.convert(configuration, Pars) if configuration else None
