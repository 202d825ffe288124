"""Credit policies for tests."""

from __future__ import annotations

from pathlib import Path

from lrs.credits.policy import parse
from lrs.secret import load_secret
from lrs.settings import Settings
from lrs.store.deployment import open_deployment
from tests.statements import MODULE


def completion_policy(name: str = "sepsis", activity: str = MODULE, year: int = 2026) -> str:
    """Return the text of a policy under which completing an activity in a year is worth one credit."""
    return f"""
policy: {name}
version: 1
title: An activity
activity: {{id: "{activity}", title: An activity, format: enduring material}}
provider: {{name: Example Hospital, id: "0001234"}}
body: ama-pra
credit: {{type: AMA PRA Category 1 Credit, maximum: 1, step: 0.25, rounding: nearest, minimum: 0.25}}
earned_by: {{completed: true}}
window: {{release: {year}-01-01, expiry: {year}-12-31}}
"""


async def put_into_force(data: Path, policy: str) -> None:
    """Put a policy into force in a data folder, whether it is served or not."""
    settings = Settings(data=data)
    async with open_deployment(settings, load_secret(settings.secret_path)) as store:
        await store.policies.activate(parse(policy), policy.encode())
