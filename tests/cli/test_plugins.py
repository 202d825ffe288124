"""lrs plugins."""

from __future__ import annotations

import json

from tests.processes import Command


def test_the_plugins_are_listed_with_what_they_offer_or_why_they_do_not(lrs: Command) -> None:
    folder = lrs.data / "plugins"
    folder.mkdir(parents=True)
    (folder / "ama-pra.yaml").write_text("- no mapping")
    table = lrs("plugins", "list").stdout
    assert "must be a mapping of keys" in table
    (folder / "ama-pra.yaml").unlink()
    listed = json.loads(lrs("plugins", "list", "--json").stdout)["plugins"]
    [ama_pra] = [each for each in listed if each["name"] == "ama-pra"]
    assert ama_pra["credit"] == [{"body": "ama-pra", "type": "AMA PRA Category 1 Credit"}]
    assert {"body": "ama-pra", "format": "csv"} in ama_pra["reports"]
    assert ama_pra["failure"] == ""
