"""The how-tos work as written."""

from __future__ import annotations

import json
import runpy
import secrets
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from lxml import etree
from pymongo import MongoClient
from pytest_aiohttp.plugin import AiohttpClient

from tests.docs.pages import HOW_TO, blocks, follow, script
from tests.processes import Command, eventually
from tests.statements import statement

needs_curl = pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed here")
needs_openssl = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed here")

FOLLOWED = {
    "register-people",
    "write-a-policy",
    "write-a-plugin",
    "import-statements",
    "pull-a-report",
    "prove-the-ledger",
    "erase-and-expire",
    "dashboard",
    "follow-requirements",
    "back-up",
    "move-a-store",
    "upgrade",
    "production",
    "mount",
    "docker",
}
"""The pages whose commands are run below."""


def test_no_how_to_is_left_out() -> None:
    assert {page.stem for page in HOW_TO.glob("*.md")} == FOLLOWED


@needs_curl
def test_from_people_and_a_policy_to_a_report_and_an_upgrade(lrs: Command) -> None:
    folder = lrs.data.parent
    with lrs.service() as service:
        assert "2 people read, 2 of them new or changed." in follow("register-people", lrs, service.url)

        policies = follow("write-a-policy", lrs, service.url)
        assert "asthma-module version 1 is in order." in policies
        assert "asthma-module version 2 is now in force." in policies

        imports = follow("import-statements", lrs, service.url)
        assert "2 stored, 0 known already, 0 refused." in imports
        assert "0 stored, 2 known already, 0 refused." in imports
        assert '"rule":"mbox"' in imports

        figures = [json.loads(each) for each in follow("dashboard", lrs, service.url).splitlines()]
        module, march, hers, since = (each["groups"] for each in figures)
        assert [(each["learners"], each["completions"]) for each in module] == [(2, 2)]
        assert [each["key"] for each in march] == ["2026-03-03"]
        assert [each["score"]["mean"] for each in hers] == [0.9]
        assert len(since) == 2

        report = follow("pull-a-report", lrs, service.url)
        assert "Grace Mensah" in report
        assert "0.50" in report
        assert "AMA PRA Category 1 Credit is awarded to physicians" in report
        assert "ama-pra/xml-1 is made: 1 add, 1 not reportable." in report
        assert "ama-pra/xml-1: 1 accepted, 0 rejected." in report
        assert (folder / "pulled.xml").read_bytes() == (folder / "made.xml").read_bytes()

        followed = follow("follow-requirements", lrs, service.url)
        assert "PARAMETER" in followed
        assert "hospital-cpd version 1 is now in force." in followed
        assert '"missing": "1.50"' in followed
        assert ",Asthma in adults,enduring material,Example Hospital CME Office," in followed

        assert follow("prove-the-ledger", lrs, service.url).count("whole and in order") == 3
        assert "the report, are as they were at 20" in script("prove-the-ledger", folder).stdout

        upgraded = follow("upgrade", lrs, service.url)
        assert '{"status": "ready"}' in upgraded
        assert "0 ledger entries written." in upgraded
    pulled, written = (etree.parse(folder / name) for name in ("ama-pra.xml", "ama-pra-2026-03.xml"))
    for xml in (pulled, written):
        assert xml.findtext(".//{*}GivenName") == "Grace"
        assert len(xml.findall(".//{*}Member")) == 1
    assert "Lindqvist" in (folder / "ama-pra-2026-03.csv").read_text()


def test_back_up_and_restore(lrs: Command) -> None:
    lrs.output("keys", "create", "kept", "--scope", "all")
    assert "kept" in follow("back-up", lrs)
    assert stat.S_IMODE((lrs.data.parent / "restored" / "service.secret").stat().st_mode) == 0o600


def test_erase_and_expire(lrs: Command) -> None:
    lrs.output(
        "people", "import", "-", stdin=b"id,given_name,family_name,mbox\n1001,Amara,Okafor,a@b.example\n"
    )
    said = follow("erase-and-expire", lrs)
    assert "1001 is erased." in said
    assert said.count("0 removed, 0 kept for credit.") == 2


def test_move_a_store(lrs: Command) -> None:
    lrs.output("import", "-", stdin=json.dumps([statement() for _ in range(3)]).encode())
    moved = follow("move-a-store", lrs)
    assert "3 exported to statements.ndjson.zst." in moved
    assert "3 stored, 0 known already, 0 refused." in moved
    assert "3 exported to again.ndjson.zst." in moved


@pytest.fixture
def own_mongodb(mongodb_uri: str) -> Iterator[str]:
    """Return the URI of a user who may do what the page on production says, in a new database."""
    address = urlsplit(mongodb_uri)
    database = f"test_{secrets.token_hex(8)}"
    with MongoClient[dict[str, object]](
        host=address.hostname, port=address.port, username="__system", password=address.password,
        authSource="local", directConnection=True,
    ) as admin:  # fmt: skip
        admin[database].command("createUser", "lrs", pwd="of-one-test", roles=["readWrite"])
        yield f"mongodb://lrs:of-one-test@{address.hostname}:{address.port}/{database}?replicaSet=rs0"
        admin[database].command("dropAllUsersFromDatabase")
        admin.drop_database(database)


@needs_curl
def test_production_with_a_user_who_may_read_and_write_one_database(tmp_path: Path, own_mongodb: str) -> None:
    settings = {
        "LRS_MONGODB_URI": own_mongodb,
        "LRS_DATABASE": urlsplit(own_mongodb).path[1:],
        "LRS_SECRET_FILE": str(tmp_path / "service.secret"),
        "LRS_PUBLIC_URL": "https://lrs.example.org",
    }
    lrs = Command(tmp_path / "data", settings)
    example = "mongodb://lrs:PASSWORD@db1.example,db2.example,db3.example/lrs_default?replicaSet=rs0"
    with lrs.service() as service:
        seen = follow("production", lrs, service.url, **{example: own_mongodb})
        assert "secret" in seen
        assert '{"status": "ready"}' in seen
        lrs.output("policies", "activate", HOW_TO.parents[1] / "lrs/demo/policies/airway-article.yaml")
        eventually(
            lambda: "every award is recomputed" in service.started.complaint(), "changes can be followed"
        )
    assert (tmp_path / "service.secret").is_file()


async def test_mount(
    lrs: Command, tmp_path: Path, aiohttp_client: AiohttpClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    create_portal = _run(blocks("mount", "python")[0], tmp_path)["create_portal"]
    http = await aiohttp_client(create_portal())
    assert (await http.get("/lrs/readyz")).status == 200
    assert "secret" in follow("mount", lrs)
    await http.close()


def test_mount_with_settings_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LRS_DATA", str(tmp_path))
    monkeypatch.setenv("LRS_PAGE_SIZE", "7")
    settings = _run("import lrs\n" + blocks("mount", "python")[1], tmp_path)["settings"]
    assert (settings.data, settings.page_size) == (tmp_path, 7)


@needs_openssl
def test_the_secrets_for_docker(lrs: Command) -> None:
    follow("docker", lrs)
    folder = lrs.data.parent / "docker" / "secrets"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert sorted(each.name for each in folder.iterdir()) == [
        "lrs_mongodb_uri",
        "mongodb_keyfile",
        "mongodb_root_password",
    ]
    uri = urlsplit((folder / "lrs_mongodb_uri").read_text().strip())
    assert (uri.username, uri.hostname, uri.path) == ("lrs", "mongodb", "/lrs_default")
    assert uri.password


def _run(program: str, folder: Path) -> dict[str, Any]:
    """Run a block of Python as a module and return its names."""
    path = folder / "block.py"
    path.write_text(program)
    return runpy.run_path(str(path))
