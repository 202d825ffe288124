"""The versions of xAPI that are spoken here, and everything in which they differ."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lrs.errors import InvalidRequest


@dataclass(frozen=True, slots=True)
class Version:
    """One version of xAPI.

    `name` is what the header `X-Experience-API-Version` of an answer says, `accepts` the form of the request
    headers that mean this version, `schema` the packaged JSON Schema of its statements, and
    `statement_version` what a statement without a version of its own gets (1.0.3 Data 2.4.10).

    `announced` are the versions that a client who speaks this one is told of: libraries of 1.0 fail on the
    name of one that is newer than they are.

    `alternate_request_syntax`: a POST may carry another method's request in a form (1.0.3 Communication 1.3).
    A PUT over a profile document needs If-Match or If-None-Match in every version.
    `state_needs_precondition`: so does one over a state document (2.0.0 4.1.4).
    `new_profile_needs_precondition`: so does one where no profile document stands (1.0.3 Communication 3.1).
    """

    name: str
    accepts: re.Pattern[str]
    schema: str
    statement_version: str
    announced: tuple[str, ...]
    alternate_request_syntax: bool
    state_needs_precondition: bool
    new_profile_needs_precondition: bool


V1_0_3 = Version(
    name="1.0.3",
    accepts=re.compile(r"1\.0(\.[0-9]+)?"),
    schema="xapi-1.0.3",
    statement_version="1.0.0",
    announced=("1.0.3",),
    alternate_request_syntax=True,
    state_needs_precondition=False,
    new_profile_needs_precondition=True,
)
V2_0_0 = Version(
    name="2.0.0",
    accepts=re.compile(r"2\.0(\.[0-9]+)?"),
    schema="xapi-2.0.0",
    statement_version="2.0.0",
    announced=("1.0.3", "2.0.0"),
    alternate_request_syntax=False,
    state_needs_precondition=True,
    new_profile_needs_precondition=False,
)
VERSIONS = (V1_0_3, V2_0_0)


def negotiate(header: str) -> Version:
    """Return the version that a request speaks (1.0.3 Communication 3.3).

    Raises InvalidRequest for one that is not spoken here.
    """
    for version in VERSIONS:
        if version.accepts.fullmatch(header):
            return version
    spoken = " and ".join(version.name for version in VERSIONS)
    raise InvalidRequest(
        f"this version of xAPI is not spoken here; {spoken} are", pointer="X-Experience-API-Version"
    )
