"""Agents, Groups, their identifiers, and the authority."""

from __future__ import annotations

from typing import Any

from tests.conformance.places import Place, at, in_2_0_0
from tests.conformance.rows import DataTable, accepted, refused
from tests.conformance.values import (
    ABSENT,
    MBOX,
    OPENID,
    SHA1,
    account,
    agent,
    anonymous,
    context,
    context_agent,
    context_group,
    group,
    member,
    whole,
)

IN_CONTEXT = whole(context=context(contextAgents=[context_agent()], contextGroups=[context_group()]))
AUTHORITY = at("/authority", within=whole(authority=agent()), nested=False)
UNTYPED_AGENTS = (
    *at("/actor", "/context/instructor", "/context/team/member/0"),
    *at("/actor/member/0", within=whole(actor=anonymous())),
    *at("/object/member/0", within=whole(object=group())),
    *AUTHORITY,
    *in_2_0_0(
        at(
            "/context/contextAgents/0/agent",
            "/context/contextGroups/0/group/member/0",
            within=IN_CONTEXT,
        )
    ),
)
AGENTS = (*at("/object", within=whole(object=agent())), *UNTYPED_AGENTS)
GROUPS = (
    *at("/actor", "/object", "/context/instructor", "/context/team"),
    *in_2_0_0(at("/context/contextGroups/0/group", within=IN_CONTEXT)),
)
ACCOUNTS = tuple(
    Place(f"{place.pointer}/account", place.put(agent(mbox=ABSENT, account=account())), place.versions)
    for place in AGENTS
)


def by(**identifier: Any) -> dict[str, Any]:
    """Return an Agent with nothing but an identifier of this kind."""
    return agent(**{"name": ABSENT, "mbox": ABSENT, **identifier})


AGENT_TABLE = DataTable(
    "Agents",
    "4.2.2.1",
    AGENTS,
    (
        accepted("Data 2.4.2.3", "An Agent may be identified by its mail address", by(mbox=MBOX)),
        accepted(
            "Data 2.4.2.3",
            "An Agent may be identified by the SHA-1 of its mail address",
            by(mbox_sha1sum=SHA1),
            by(mbox_sha1sum=SHA1.upper()),
        ),
        accepted("Data 2.4.2.3", "An Agent may be identified by an OpenID", by(openid=OPENID)),
        accepted("Data 2.4.2.3", "An Agent may be identified by an account", by(account=account())),
        accepted("Data 2.4.2.1", "An Agent may have a name", agent(), agent(name="")),
        refused("Data 2.4.2.1", "An Agent without an identifier is none", "agent.ifi", agent(mbox=ABSENT)),
        refused(
            "Data 2.4.2.1",
            "An Agent has no second identifier",
            "agent.ifi",
            agent(mbox_sha1sum=SHA1),
            agent(openid=OPENID),
            agent(account=account()),
            by(openid=OPENID, account=account()),
            by(mbox_sha1sum=SHA1, openid=OPENID),
            by(mbox=MBOX, mbox_sha1sum=SHA1, openid=OPENID, account=account()),
        ),
        refused(
            "Data 2.4.2.3",
            "A mail address is a mailto IRI",
            "mbox",
            by(mbox="amara.okafor@hospital.example"),
            by(mbox="http://hospital.example/amara"),
            by(mbox="mailto:"),
            by(mbox="mailto:amara.okafor"),
            by(mbox="mailto:amara okafor@hospital.example"),
            by(mbox="MAILTO amara.okafor@hospital.example"),
            by(mbox=""),
            by(mbox=1),
            by(mbox={}),
            by(mbox=[MBOX]),
        ),
        refused(
            "Data 2.4.2.3",
            "The SHA-1 of a mail address is 40 hexadecimal digits",
            "mbox_sha1sum",
            by(mbox_sha1sum=SHA1[1:]),
            by(mbox_sha1sum=f"{SHA1}0"),
            by(mbox_sha1sum=f"g{SHA1[1:]}"),
            by(mbox_sha1sum=""),
            by(mbox_sha1sum=1),
            by(mbox_sha1sum={}),
        ),
        refused(
            "Data 2.4.2.3",
            "An OpenID is a URI",
            "iri",
            by(openid="id.example/amara"),
            by(openid=""),
            by(openid=1),
            by(openid={}),
        ),
        refused(
            "Data 2.4.2.1", "A name is a string", "text", agent(name=1), agent(name={}), agent(name=["Amara"])
        ),
        refused(
            "Data 2.2",
            "An Agent has no other members",
            "agent.unknown",
            agent(email=MBOX),
            agent(firstName="Amara"),
            agent(member=[member]),
        ),
    ),
)
UNTYPED_AGENT_TABLE = DataTable(
    "Agents, except as objects",
    "4.2.2.1",
    UNTYPED_AGENTS,
    (
        accepted(
            "Data 2.4.2.1",
            "An Agent need not say that it is one",
            agent(objectType=ABSENT),
            by(objectType=ABSENT, account=account()),
        ),
        refused(
            "Data 2.2",
            "The objectType of an Agent is written Agent",
            "agent.objectType",
            agent(objectType="agent"),
            agent(objectType="AGENT"),
            agent(objectType="Person"),
            agent(objectType="Activity"),
            agent(objectType=""),
            agent(objectType=1),
        ),
        refused("Data 2.4.2", "An actor is an object", "agent", "Amara Okafor", 1, True, [agent()], []),
    ),
)
ACCOUNT_TABLE = DataTable(
    "Accounts",
    "4.2.2.1",
    ACCOUNTS,
    (
        accepted(
            "Data 2.4.2.4",
            "An account has a homePage and a name",
            account(),
            account(name="amara@hospital.example"),
        ),
        refused(
            "Data 2.4.2.4",
            "An account has both of its members",
            "account.missing",
            account(homePage=ABSENT),
            account(name=ABSENT),
            {},
        ),
        refused(
            "Data 2.4.2.4",
            "The homePage of an account is an IRL",
            "iri",
            account(homePage="hospital.example"),
            account(homePage=""),
            account(homePage=1),
            account(homePage={}),
        ),
        refused(
            "Data 2.4.2.4", "The name of an account is a string", "text", account(name=7), account(name={})
        ),
        refused(
            "Data 2.2",
            "An account has no other members",
            "account.unknown",
            account(id="7"),
            account(HomePage="x"),
        ),
        refused(
            "Data 2.4.2.3",
            "An account is an object",
            "account",
            "https://hospital.example/7f3a",
            1,
            [account()],
        ),
    ),
)
GROUP_TABLE = DataTable(
    "Groups",
    "4.2.2.1",
    GROUPS,
    (
        accepted(
            "Data 2.4.2.2",
            "A Group may be identified by any of the four identifiers",
            group(),
            group(account=ABSENT, mbox="mailto:ward-7@hospital.example"),
            group(account=ABSENT, mbox_sha1sum=SHA1),
            group(account=ABSENT, openid="https://id.example/ward-7"),
        ),
        accepted(
            "Data 2.4.2.2",
            "An identified Group may list its members or not",
            group(member=ABSENT),
            group(member=[]),
            group(member=[member, agent()]),
        ),
        accepted("Data 2.4.2.2", "An anonymous Group lists its members", anonymous(), anonymous(name=ABSENT)),
        refused(
            "Data 2.4.2.2",
            "A Group without an identifier and without members is none",
            "group.missing",
            anonymous(member=ABSENT),
            {"objectType": "Group"},
        ),
        refused(
            "Data 2.4.2.2",
            "A Group has no second identifier",
            "agent.ifi",
            group(mbox=MBOX),
            group(mbox_sha1sum=SHA1),
            group(openid=OPENID),
        ),
        refused(
            "Data 2.4.2.2",
            "No member of a Group is a Group",
            "agent.objectType",
            group(member=[group()]),
            anonymous(member=[anonymous()]),
            anonymous(member=[agent(), group(member=ABSENT)]),
        ),
        refused(
            "Data 2.4.2.2",
            "Every member of a Group is an Agent with one identifier",
            "agent.ifi",
            group(member=[{"name": "Ben Tran"}]),
            anonymous(member=[agent(), agent(openid=OPENID)]),
        ),
        refused(
            "Data 2.4.2.2",
            "The members of a Group are an array",
            "group.member",
            group(member=agent()),
            anonymous(member="Ben Tran"),
            anonymous(member={}),
        ),
        refused("Data 2.4.2.2", "The name of a Group is a string", "text", group(name=7), anonymous(name={})),
        refused(
            "Data 2.2",
            "A Group has no other members",
            "group.unknown",
            group(members=[]),
            anonymous(id="ward-7"),
        ),
    ),
)
AUTHORITY_TABLE = DataTable(
    "Authorities",
    "4.2.4.2",
    AUTHORITY,
    (
        accepted(
            "Data 2.4.9",
            "An authority may be an anonymous Group of an application and a user",
            anonymous(member=[by(account=account()), agent()]),
        ),
        refused(
            "Data 2.4.9",
            "An authority that is a Group has exactly two members",
            "authority.two-members",
            anonymous(),
            anonymous(member=[]),
            anonymous(member=[agent(), member, by(openid=OPENID)]),
        ),
        refused(
            "Data 2.4.9",
            "An authority that is a Group has no identifier of its own",
            "authority.anonymous",
            group(member=[agent(), member]),
            group(member=[agent(), member], account=ABSENT, mbox=MBOX),
        ),
        refused(
            "Data 2.4.9",
            "An authority is an Agent or a Group",
            "agent.objectType",
            agent(objectType="Person"),
        ),
    ),
)
TABLES = (AGENT_TABLE, UNTYPED_AGENT_TABLE, ACCOUNT_TABLE, GROUP_TABLE, AUTHORITY_TABLE)
