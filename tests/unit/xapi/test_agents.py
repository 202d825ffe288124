from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrs.xapi.agents import agent_key, from_key, keys_of, mbox_sha1sum

ACCOUNT = {"homePage": "https://lms.example/", "name": "Ada Reyes: 7"}


@pytest.mark.parametrize(
    ("agent", "key"),
    [
        ({"mbox": "mailto:Ada@Hospital.Example"}, "mbox:mailto:Ada@hospital.example"),
        (
            {"mbox_sha1sum": "2FD4E1C67A2D28FCED849EE1BB76E7391B93EB12"},
            "mbox_sha1sum:2fd4e1c67a2d28fced849ee1bb76e7391b93eb12",
        ),
        ({"openid": "https://Id.example/A"}, "openid:https://Id.example/A"),
        ({"account": ACCOUNT, "name": "Ada"}, "account:https://lms.example/ Ada Reyes: 7"),
        ({"objectType": "Group", "openid": "urn:g", "member": []}, "openid:urn:g"),
        ({"objectType": "Group", "member": [{"openid": "urn:a"}]}, None),
    ],
)
def test_an_identifier_has_one_canonical_key(agent: dict[str, Any], key: str | None) -> None:
    assert agent_key(agent) == key


IDENTIFIERS = st.one_of(
    st.emails().map(lambda address: {"mbox": f"mailto:{address}"}),
    st.text("0123456789abcdef", min_size=40, max_size=40).map(lambda digits: {"mbox_sha1sum": digits}),
    st.sampled_from([{"openid": "https://id.example/a:b"}, {"openid": "urn:x"}]),
    st.text().map(lambda name: {"account": {"homePage": "https://lms.example/a:b", "name": name}}),
)


@given(IDENTIFIERS)
def test_a_key_leads_back_to_its_agent(agent: dict[str, Any]) -> None:
    key = agent_key(agent)
    assert key is not None
    assert agent_key(from_key(key)) == key
    assert from_key(key)["objectType"] == "Agent"


@pytest.mark.parametrize("text", ["", "mbox", "member:x", "https://id.example/"])
def test_what_is_no_key_leads_nowhere(text: str) -> None:
    with pytest.raises(ValueError, match="not an agent key"):
        from_key(text)


def test_a_group_is_found_by_itself_and_by_its_members() -> None:
    members = [{"openid": "urn:a"}, {"openid": "urn:b"}, {"openid": "urn:a"}]
    assert keys_of({"objectType": "Group", "openid": "urn:g", "member": members}) == (
        "openid:urn:g",
        "openid:urn:a",
        "openid:urn:b",
    )
    assert keys_of({"objectType": "Group", "member": members[:1]}) == ("openid:urn:a",)
    assert keys_of({"openid": "urn:a"}) == ("openid:urn:a",)


def test_the_hash_of_an_mbox_does_not_depend_on_the_case_of_its_domain() -> None:
    # From: printf mailto:danbri@porklips.org | sha1sum
    assert mbox_sha1sum("mailto:danbri@porklips.org") == "0130d54215ee07f0ce17a264c852e374a9e77b68"
    assert mbox_sha1sum("mailto:danbri@Porklips.ORG") == mbox_sha1sum("mailto:danbri@porklips.org")
    assert mbox_sha1sum("mailto:Danbri@porklips.org") != mbox_sha1sum("mailto:danbri@porklips.org")
