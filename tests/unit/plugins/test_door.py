"""How plugins come in, and what happens to those that fail."""

from __future__ import annotations

import logging
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from importlib.metadata import EntryPoint
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from lrs.credits.policy import parse
from lrs.errors import NotFound, PluginFailed, PolicyRefused
from lrs.plugins import CreditType, Policy, Problem, ReportWriter, hookimpl, load
from tests.unit.credits.samples import example

POINTS = CreditType("points", "Point", Decimal(1), "down", Decimal(0), Decimal(60))
POLICY = parse(example())
[CREDIT] = POLICY.credits
POINTS_POLICY = replace(POLICY, credits=(replace(CREDIT, body="points", type="Point"),))


class Points:
    """A body whose policies must be called whatever the test wants."""

    @hookimpl
    def lrs_credit_types(self) -> Sequence[CreditType]:
        return [POINTS]

    @hookimpl
    def lrs_check_policy(self, policy: Policy) -> Sequence[Problem]:
        return [Problem("Too long.", "/title")] if len(policy.title) > 100 else []


class FailsAtTheStart:
    @hookimpl
    def lrs_report_writers(self) -> Sequence[ReportWriter]:
        raise ValueError("no licence file")

    @hookimpl
    def lrs_check_policy(self, policy: Policy) -> Sequence[Problem]:
        return [Problem("A plugin that is left out is not asked.", "")]


class FailsLater:
    @hookimpl
    def lrs_check_policy(self, policy: Policy) -> Sequence[Problem]:
        raise KeyError("fee")


class Configured:
    """A body that says its name by its configuration."""

    @hookimpl
    def lrs_credit_types(self, configuration: Mapping[str, Any]) -> Sequence[CreditType]:
        return [
            replace(
                POINTS, body=configuration.get("body", "unnamed"), step=configuration.get("step", POINTS.step)
            )
        ]


class UnknownHook:
    @hookimpl
    def lrs_fly(self) -> None: ...


class WrongArgument:
    @hookimpl
    def lrs_check_policy(self, paper: Policy) -> None: ...


@pytest.fixture
def module(monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the name of a module that holds the plugins of this page."""
    here: Any = SimpleNamespace(**{cls.__name__: cls() for cls in CLASSES})
    monkeypatch.setitem(sys.modules, "some_plugins", here)
    return "some_plugins"


CLASSES = (Points, Configured, FailsAtTheStart, FailsLater, UnknownHook, WrongArgument)


def found(module: str, *names: str) -> list[EntryPoint]:
    return [EntryPoint(name.lower(), f"{module}:{name}", "lrs.plugins") for name in names]


def test_the_built_in_plugin_comes_through_the_same_door() -> None:
    plugins = load()
    assert "ama-pra" in plugins.bodies()
    assert [each.name for each in plugins.credit_types("ama-pra")] == ["AMA PRA Category 1 Credit"]
    assert plugins.writer("ama-pra", "csv").media_type == "text/csv"
    plugins.check(POLICY)


def test_a_plugin_adds_a_body(module: str) -> None:
    plugins = load(found(module, "Points"))
    assert plugins.bodies() == ("points",)
    assert plugins.credit_types("points") == (POINTS,)
    plugins.check(POINTS_POLICY)


def test_what_a_plugin_objects_to_is_refused_in_its_words(module: str) -> None:
    with pytest.raises(PolicyRefused, match="Too long") as refused:
        load(found(module, "Points")).check(replace(POINTS_POLICY, title="long " * 50))
    assert refused.value.pointer == "/title"
    assert "points" in str(refused.value)


def test_a_body_that_no_plugin_knows_is_refused_with_those_there_are(module: str) -> None:
    with pytest.raises(PolicyRefused, match="'ama-pra'; there are: points") as refused:
        load(found(module, "Points")).check(POLICY)
    assert refused.value.pointer == "/body"


def test_a_credit_type_that_the_body_lacks_is_refused_with_those_there_are(module: str) -> None:
    with pytest.raises(PolicyRefused, match="there are: Point") as refused:
        load(found(module, "Points")).check(replace(POLICY, credits=(replace(CREDIT, body="points"),)))
    assert refused.value.pointer == "/credit/type"


def test_a_writer_that_is_not_there_is_not_found_and_those_there_are_named() -> None:
    with pytest.raises(NotFound, match=r"'ama-pra' as 'pdf'; there are: ama-pra as csv, .*ama-pra as xml"):
        load().writer("ama-pra", "pdf")
    with pytest.raises(NotFound, match="there are: none"):
        load([]).writer("ama-pra", "xml")


@pytest.mark.parametrize("name", ["Missing", "FailsAtTheStart", "UnknownHook", "WrongArgument"])
def test_a_plugin_that_fails_is_logged_by_name_and_the_others_still_load(
    module: str, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    plugins = load(found(module, name, "Points"))
    assert plugins.bodies() == ("points",)
    [record] = caplog.records
    assert record.levelno == logging.ERROR
    assert name.lower() in record.getMessage()
    assert "what it offers is missing" in record.getMessage()
    plugins.check(POINTS_POLICY)


def test_two_plugins_of_one_name_leave_the_first(module: str, caplog: pytest.LogCaptureFixture) -> None:
    first, second = found(module, "Points", "FailsLater")
    same_name = EntryPoint(first.name, second.value, second.group)
    load([first, same_name]).check(POINTS_POLICY)
    assert "two plugins are named points" in caplog.text


def test_a_hook_that_raises_names_its_plugin(module: str) -> None:
    plugins = load(found(module, "Points", "FailsLater"))
    with pytest.raises(
        PluginFailed, match=r"The plugin 'failslater' failed in lrs_check_policy: KeyError\('fee'\)"
    ):
        plugins.check(POINTS_POLICY)


def test_a_plugin_is_told_what_its_own_file_says(module: str, tmp_path: Path) -> None:
    (tmp_path / "configured.yaml").write_text('body: "0017"\nstep: 0.1')
    (tmp_path / "other.yaml").write_text("body: other")
    plugins = load(found(module, "Configured"), configurations=tmp_path)
    [credit_type] = plugins.credit_types("0017")
    assert credit_type.step == Decimal("0.1")


@pytest.mark.parametrize("folder", [None, Path("nowhere")])
def test_without_a_file_the_configuration_is_empty(module: str, folder: Path | None) -> None:
    assert load(found(module, "Configured"), configurations=folder).bodies() == ("unnamed",)


@pytest.mark.parametrize(
    ("text", "fault"), [("a: [", "This is not YAML"), ("- a", "must be a mapping of keys")]
)
def test_a_plugin_whose_file_cannot_be_read_is_left_out(
    module: str, tmp_path: Path, text: str, fault: str, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "configured.yaml").write_text(text)
    plugins = load(found(module, "Configured", "Points"), configurations=tmp_path)
    assert plugins.bodies() == ("points",)
    [configured, _points] = plugins.found
    assert fault in configured.failure
    assert "plugin configured did not load" in caplog.text


def test_what_was_found_says_where_it_comes_from_and_what_it_offers() -> None:
    [ama_pra] = [plugin for plugin in load().found if plugin.name == "ama-pra"]
    assert ama_pra.source.startswith("cme-lrs ")
    assert ama_pra.source.endswith(": lrs_plugins.ama_pra")
    assert {writer.format for writer in ama_pra.writers} >= {"xml", "csv"}
    assert ama_pra.failure == ""


def test_what_was_left_out_says_why(module: str) -> None:
    [missing, points] = load(found(module, "Points", "Missing")).found
    assert "Missing" in missing.failure
    assert (points.source, points.credit_types) == (f"{module}:Points", (POINTS,))
