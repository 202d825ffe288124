"""The one door for plugins: the hooks, the types they speak in, and what the service asks of them.

A plugin is a module or object, registered under the entry point group `lrs.plugins`, whose hooks carry
`@hookimpl`. This module is all that it may import from `lrs`.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from importlib.metadata import EntryPoint, entry_points
from typing import Any

import pluggy

from lrs.credits.awards import Entry
from lrs.credits.credit_type import CreditType, Problem
from lrs.credits.policy import Policy
from lrs.errors import LrsError, NotFound, NothingToReport, PluginFailed, PolicyRefused
from lrs.reports.person import Person
from lrs.reports.record import Record
from lrs.reports.report import Report
from lrs.reports.writer import ReportWriter

__all__ = [
    "CreditType",
    "Entry",
    "Hooks",
    "LrsError",
    "NothingToReport",
    "Person",
    "Plugins",
    "Policy",
    "Problem",
    "Record",
    "Report",
    "ReportWriter",
    "hookimpl",
    "load",
]

PROJECT = "lrs"
GROUP = "lrs.plugins"

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)

log = logging.getLogger(__name__)


class Hooks:
    """What a plugin may offer; each hook is optional."""

    @hookspec
    def lrs_credit_types(self) -> Sequence[CreditType]:  # type: ignore[empty-body]
        """Return the kinds of credit that policies may award; asked once, when the service starts."""

    @hookspec
    def lrs_check_policy(self, policy: Policy) -> Sequence[Problem]:  # type: ignore[empty-body]
        """Return what is wrong with a policy, of any body, before it is accepted; nothing if all is well."""

    @hookspec
    def lrs_report_writers(self) -> Sequence[ReportWriter]:  # type: ignore[empty-body]
        """Return a writer for each body and format that there is; asked once, when the service starts."""


class Plugins:
    """The plugins that loaded, and what they offer."""

    def __init__(self, manager: pluggy.PluginManager) -> None:
        """Ask every plugin of `manager` for what it offers; one that fails is logged and taken out."""
        self._manager = manager
        self._credit_types: list[CreditType] = []
        self._writers: list[ReportWriter] = []
        for name, _plugin in sorted(manager.list_name_plugin()):
            self._welcome(name)

    def bodies(self) -> tuple[str, ...]:
        """Return the short names of all accreditation bodies that policies may name, sorted."""
        return tuple(sorted({credit_type.body for credit_type in self._credit_types}))

    def credit_types(self, body: str) -> tuple[CreditType, ...]:
        """Return the kinds of credit of a body; none if no plugin knows it."""
        return tuple(credit_type for credit_type in self._credit_types if credit_type.body == body)

    def writer(self, body: str, form: str) -> ReportWriter:
        """Return the writer of reports to `body` in the format `form`.

        Raises NotFound, naming what there is.
        """
        for writer in self._writers:
            if (writer.body, writer.format) == (body, form):
                return writer
        known = sorted(f"{writer.body} as {writer.format}" for writer in self._writers)
        raise NotFound(
            f"No plugin writes reports to '{body}' as '{form}'; there are: {', '.join(known) or 'none'}."
        )

    def check(self, policy: Policy) -> None:
        """Raise PolicyRefused where no plugin knows the policy's body or credit, or one objects to it."""
        self._check_credit_type(policy)
        for name, _plugin in sorted(self._manager.list_name_plugin()):
            for problem in self._ask(name, "lrs_check_policy", policy=policy):
                raise PolicyRefused(f"{problem.message} (plugin {name})", pointer=problem.pointer)

    def _check_credit_type(self, policy: Policy) -> None:
        for credit in policy.credits:
            known = [credit_type.name for credit_type in self.credit_types(credit.body)]
            if not known:
                bodies = ", ".join(self.bodies()) or "none"
                raise PolicyRefused(
                    f"No plugin knows the body '{credit.body}'; there are: {bodies}.", pointer="/body"
                )
            if credit.type not in known:
                raise PolicyRefused(
                    f"'{credit.body}' has no credit type '{credit.type}'; there are: {', '.join(known)}.",
                    pointer=f"{credit.pointer}/type",
                )

    def _welcome(self, name: str) -> None:
        try:
            credit_types = self._ask(name, "lrs_credit_types")
            writers = self._ask(name, "lrs_report_writers")
        except PluginFailed:
            log.exception("plugin %s failed; what it offers is missing", name)
            self._manager.unregister(name=name)
        else:
            self._credit_types += credit_types
            self._writers += writers

    def _ask(self, name: str, hook: str, **arguments: Any) -> list[Any]:
        """Return what one plugin answers to a hook.

        Raises PluginFailed, naming the plugin, for whatever it raises.
        """
        others = [plugin for other, plugin in self._manager.list_name_plugin() if other != name]
        caller = self._manager.subset_hook_caller(hook, others)
        try:
            return [item for answer in caller(**arguments) for item in answer]
        except Exception as error:
            raise PluginFailed(f"The plugin '{name}' failed in {hook}: {error!r}") from error


def load(found: Iterable[EntryPoint] | None = None) -> Plugins:
    """Return the plugins of the entry points `found`, by default all that are installed.

    A plugin that cannot be imported or does not fit the hooks is logged with its name, and left out.
    """
    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(Hooks)
    for entry_point in entry_points(group=GROUP) if found is None else found:
        _register(manager, entry_point)
    return Plugins(manager)


def _register(manager: pluggy.PluginManager, entry_point: EntryPoint) -> None:
    if manager.has_plugin(entry_point.name):
        log.error("two plugins are named %s; what the second offers is missing", entry_point.name)
        return
    try:
        manager.register(entry_point.load(), name=entry_point.name)
        manager.check_pending()
    except Exception:
        log.exception("plugin %s did not load; what it offers is missing", entry_point.name)
        if manager.has_plugin(entry_point.name):
            manager.unregister(name=entry_point.name)
