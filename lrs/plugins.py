"""The one door for plugins: the hooks, the types they speak in, and what the service asks of them.

A plugin is a module or object, registered under the entry point group `lrs.plugins`, whose hooks carry
`@hookimpl`. This module is all that it may import from `lrs`.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Any

import pluggy

from lrs.credits.awards import Entry
from lrs.credits.credit_type import CreditType, Problem
from lrs.credits.document import read
from lrs.credits.policy import Policy
from lrs.errors import LrsError, NotFound, NothingToReport, PluginFailed, PolicyRefused, ReceiptRefused
from lrs.reports.corrections import Corrections
from lrs.reports.person import Person
from lrs.reports.receipt import Outcome
from lrs.reports.record import Record
from lrs.reports.report import Report
from lrs.reports.writer import DeclaresCorrections, ReadsReceipts, ReportWriter

__all__ = [
    "Corrections",
    "CreditType",
    "DeclaresCorrections",
    "Entry",
    "Hooks",
    "LrsError",
    "NothingToReport",
    "Outcome",
    "Person",
    "Plugin",
    "Plugins",
    "Policy",
    "Problem",
    "ReadsReceipts",
    "ReceiptRefused",
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
    """What a plugin may offer; each hook is optional, and need not name an argument that it does not use.

    `configuration` is what the plugin's own file in the folder of configurations says: dicts, lists, strings,
    booleans, None, ints, and Decimals for all other numbers. It is empty where there is no such file.
    """

    @hookspec
    def lrs_credit_types(self, configuration: Mapping[str, Any]) -> Sequence[CreditType]:  # type: ignore[empty-body]
        """Return the kinds of credit that policies may award; asked once, when the service starts."""

    @hookspec
    def lrs_check_policy(self, policy: Policy) -> Sequence[Problem]:  # type: ignore[empty-body]
        """Return what is wrong with a policy, of any body, before it is accepted; nothing if all is well."""

    @hookspec
    def lrs_report_writers(self, configuration: Mapping[str, Any]) -> Sequence[ReportWriter]:  # type: ignore[empty-body]
        """Return a writer for each body and format that there is; asked once, when the service starts.

        A writer may besides declare `corrections` (`DeclaresCorrections`): how its body wants to hear that
        what it was told has changed. One that has `read_receipt` (`ReadsReceipts`) reads what the body
        answers; for the others there is a receipt in JSON or CSV.
        """


@dataclass(frozen=True, slots=True)
class Plugin:
    """A plugin that was found: what it offers, or the `failure` for which it is left out.

    `source` names the distribution it came with, if that is known, and the module or object.
    """

    name: str
    source: str
    credit_types: tuple[CreditType, ...] = ()
    writers: tuple[ReportWriter, ...] = ()
    failure: str = ""


class Plugins:
    """The plugins that were found, and what those that loaded offer."""

    def __init__(self, manager: pluggy.PluginManager, found: Iterable[Plugin]) -> None:
        """Take what was found; the ones that loaded are registered with `manager`."""
        self._manager = manager
        self.found = tuple(sorted(found, key=lambda plugin: plugin.name))

    def bodies(self) -> tuple[str, ...]:
        """Return the short names of all accreditation bodies that policies may name, sorted."""
        return tuple(sorted({each.body for plugin in self.found for each in plugin.credit_types}))

    def credit_types(self, body: str) -> tuple[CreditType, ...]:
        """Return the kinds of credit of a body; none if no plugin knows it."""
        return tuple(each for plugin in self.found for each in plugin.credit_types if each.body == body)

    def recipients(self) -> tuple[str, ...]:
        """Return the short names of all bodies that reports can be written to, sorted."""
        return tuple(sorted({writer.body for plugin in self.found for writer in plugin.writers}))

    def writer(self, body: str, form: str | None) -> ReportWriter:
        """Return the writer of reports to `body` in the format `form`; None means the only one that there is.

        Raises NotFound, naming what there is.
        """
        writers = [writer for plugin in self.found for writer in plugin.writers]
        fitting = [each for each in writers if each.body == body and form in {None, each.format}]
        if len(fitting) == 1:
            return fitting[0]
        known = sorted(f"{writer.body} as {writer.format}" for writer in writers)
        wanted = f"as '{form}'" if form else "in one format alone"
        raise NotFound(
            f"No plugin writes reports to '{body}' {wanted}; there are: {', '.join(known) or 'none'}."
        )

    def check(self, policy: Policy) -> None:
        """Raise PolicyRefused where no plugin knows the policy's body or credit, or one objects to it."""
        self._check_credit_type(policy)
        for name, _plugin in sorted(self._manager.list_name_plugin()):
            for problem in _ask(self._manager, name, "lrs_check_policy", policy=policy):
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


def load(found: Iterable[EntryPoint] | None = None, *, configurations: Path | None = None) -> Plugins:
    """Return the plugins of the entry points `found`, by default all that are installed.

    `configurations` is a folder: what a plugin is told is in `<its name>.yaml` there.

    A plugin that cannot be imported, does not fit the hooks, or fails when it is asked what it offers is
    logged with its name, and left out.
    """
    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(Hooks)
    entry_points_found = entry_points(group=GROUP) if found is None else found
    return Plugins(manager, [_loaded(manager, each, configurations) for each in entry_points_found])


def _loaded(manager: pluggy.PluginManager, entry_point: EntryPoint, configurations: Path | None) -> Plugin:
    plugin = Plugin(entry_point.name, _source(entry_point))
    if manager.has_plugin(plugin.name):
        log.error("two plugins are named %s; what the second offers is missing", plugin.name)
        return replace(plugin, failure="There is another plugin of this name.")
    try:
        manager.register(entry_point.load(), name=plugin.name)
        manager.check_pending()
        configuration = _configuration(configurations, plugin.name)
        return replace(
            plugin,
            credit_types=tuple(_ask(manager, plugin.name, "lrs_credit_types", configuration=configuration)),
            writers=tuple(_ask(manager, plugin.name, "lrs_report_writers", configuration=configuration)),
        )
    except Exception as error:
        log.exception("plugin %s did not load; what it offers is missing", plugin.name)
        if manager.has_plugin(plugin.name):
            manager.unregister(name=plugin.name)
        return replace(plugin, failure=str(error))


def _source(entry_point: EntryPoint) -> str:
    """Return where a plugin comes from; an entry point that was made by hand has no distribution."""
    distribution = entry_point.dist
    return (
        f"{distribution.name} {distribution.version}: {entry_point.value}"
        if distribution
        else entry_point.value
    )


def _configuration(folder: Path | None, name: str) -> Mapping[str, Any]:
    """Return what the file of a plugin says.

    Raises PluginFailed where it is no mapping, and PolicyRefused where it cannot be read as YAML at all.
    """
    path = folder / f"{name}.yaml" if folder else None
    if path is None or not path.exists():
        return {}
    configuration = read(path.read_bytes())
    if not isinstance(configuration, dict):
        raise PluginFailed(f"{path} must be a mapping of keys.")
    return configuration


def _ask(manager: pluggy.PluginManager, name: str, hook: str, **arguments: Any) -> list[Any]:
    """Return what one plugin answers to a hook.

    Raises PluginFailed, naming the plugin, for whatever it raises.
    """
    others = [plugin for other, plugin in manager.list_name_plugin() if other != name]
    caller = manager.subset_hook_caller(hook, others)
    try:
        return [item for answer in caller(**arguments) for item in answer]
    except Exception as error:
        raise PluginFailed(f"The plugin '{name}' failed in {hook}: {error!r}") from error
