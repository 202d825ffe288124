"""A policy under which every completion of the sepsis module is worth one credit."""

from __future__ import annotations

from pathlib import Path

from lrs.credits.policy import parse
from lrs.secret import load_secret
from lrs.settings import Settings
from lrs.store.deployment import open_deployment
from tests.statements import MODULE

POLICY = f"""
policy: sepsis
version: 1
title: Recognising sepsis
activity: {{id: "{MODULE}", title: Recognising sepsis, format: enduring material}}
provider: {{name: Example Hospital, id: "0001234"}}
body: ama-pra
credit: {{type: AMA PRA Category 1 Credit, maximum: 1, step: 0.25, rounding: nearest, minimum: 0.25}}
earned_by: {{completed: true}}
window: {{release: 2026-01-01, expiry: 2026-12-31}}
"""


async def put_policy_into_force(data: Path) -> None:
    """Put the policy into force in a data folder, whether it is served or not."""
    settings = Settings(data=data)
    async with open_deployment(settings, load_secret(settings.secret_path)) as store:
        await store.policies.activate(parse(POLICY), POLICY.encode())
