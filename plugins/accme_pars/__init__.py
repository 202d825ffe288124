"""ACCME's Program and Activity Reporting System, for CME and for the boards' MOC/CC points: drafts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lrs.plugins import CreditType, Policy, Problem, ReportWriter, hookimpl
from lrs_plugins.accme_pars import boards
from lrs_plugins.accme_pars.activity import Activities
from lrs_plugins.accme_pars.activity_json import ActivityJsonWriter
from lrs_plugins.accme_pars.activity_xml import ActivityXmlWriter
from lrs_plugins.accme_pars.configuration import Pars, read
from lrs_plugins.accme_pars.learner import Learners
from lrs_plugins.accme_pars.learner_json import LearnerJsonWriter
from lrs_plugins.accme_pars.learner_xml import LearnerXmlWriter


@hookimpl
def lrs_credit_types() -> Sequence[CreditType]:
    """Offer the points of each board."""
    return boards.credit_types()


@hookimpl
def lrs_check_policy(policy: Policy) -> Sequence[Problem]:
    """Object to a policy that departs from the rules of a board whose points it gives."""
    return list(boards.problems(policy))


@hookimpl
def lrs_report_writers(configuration: Mapping[str, Any]) -> Sequence[ReportWriter]:
    """Offer the reports on each body of the configuration, and on the activities."""
    pars = read(configuration)
    return list(_writers(pars)) if pars else []


def _writers(pars: Pars) -> Iterator[ReportWriter]:
    activities = Activities(pars)
    yield ActivityJsonWriter(activities)
    if pars.xml:
        yield ActivityXmlWriter(activities, pars.xml)
    for body in pars.bodies:
        learners = Learners(body, pars)
        yield LearnerJsonWriter(learners)
        if pars.xml:
            yield LearnerXmlWriter(learners, pars.xml)
