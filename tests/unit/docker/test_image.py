"""The Dockerfile copies what there is and starts a command that there is."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import msgspec
import pytest

from lrs.cli import main
from lrs.settings import _VARIABLES

ROOT = Path(__file__).parents[3]
DOCKERFILE = (ROOT / "docker" / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", "")
IGNORED = (ROOT / "docker" / "Dockerfile.dockerignore").read_text(encoding="utf-8").split()


def instructions(keyword: str) -> list[str]:
    return re.findall(rf"^{keyword} (.+)$", DOCKERFILE, re.MULTILINE)


def sources() -> list[str]:
    copies = [shlex.split(each) for each in instructions("COPY") if "--from=" not in each]
    return [word for words in copies for word in words[:-1] if not word.startswith("--")]


def command() -> list[str]:
    [entrypoint], [arguments] = instructions("ENTRYPOINT"), instructions("CMD")
    return msgspec.json.decode(entrypoint, type=list[str]) + msgspec.json.decode(arguments, type=list[str])


@pytest.mark.parametrize("source", sources())
def test_what_is_copied_exists_and_is_let_into_the_build(source: str) -> None:
    assert (ROOT / source).exists()
    assert f"!{source}" in IGNORED


def test_nothing_else_is_let_into_the_build() -> None:
    assert sorted(line for line in IGNORED if line.startswith("!")) == sorted(
        f"!{each}" for each in sources()
    )
    assert "*" in IGNORED


def test_the_image_starts_a_command_with_options_that_exist() -> None:
    program, name, *arguments = command()
    assert program == "lrs"
    with click.Context(main) as context:
        subcommand = main.get_command(context, name)
    assert subcommand is not None
    with subcommand.make_context(name, arguments) as context:
        assert (context.params["host"], context.params["port"]) == ("0.0.0.0", 8080)  # noqa: S104


def test_the_health_check_asks_the_port_that_is_served() -> None:
    [health] = instructions("HEALTHCHECK")
    assert "http://127.0.0.1:8080/healthz" in health
    assert instructions("EXPOSE") == ["8080"]


def test_the_service_is_nobody_special_in_the_container() -> None:
    [user] = instructions("USER")
    assert user == "10001:10001"


def test_every_setting_that_is_used_exists() -> None:
    used = set()
    for path in (ROOT / "docker").iterdir():
        if path.is_file():
            used |= set(re.findall(r"\bLRS_[A-Z_]+", path.read_text(encoding="utf-8")))
    assert used
    assert used <= {"LRS_DATA", *_VARIABLES}
