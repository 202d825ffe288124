"""A self-paced module, which reports through tincan as it would from any Python program."""

from __future__ import annotations

from typing import Any

from tincan import Activity, Agent, RemoteLRS, Result, Score, Statement, Verb

from lrs.demo.cast import HOSPITAL, VERBS, Learner, moment, statement_id
from lrs.demo.clients import DemoFailed, Endpoint

MODULE = f"{HOSPITAL}/sepsis-module"
EVALUATION = f"{MODULE}/evaluation"


def take_module(endpoint: Endpoint, learner: Learner, score: float, begins: float) -> None:
    """Have a learner go through the module: launch, post-test, completion and, if passed, the evaluation.

    `begins` is in minutes of the demo day. Raises DemoFailed if a statement is not accepted.
    """
    lrs = RemoteLRS(endpoint=endpoint.xapi, version="1.0.3", username=endpoint.key, password=endpoint.secret)
    passed = score >= 0.8
    result = Result(score=Score(scaled=score), success=passed, completion=True)
    _report(lrs, learner, "initialized", MODULE, begins)
    _report(lrs, learner, "completed", MODULE, begins + 38, completion)
    _report(lrs, learner, "passed" if passed else "failed", MODULE, begins + 39, result)
    if passed:
        _report(lrs, learner, "completed", EVALUATION, begins + 42, completion)


def _report(lrs: Any, learner: Learner, verb: str, activity: str, minutes: float, result: Any = None) -> None:
    statement = Statement(
        id=statement_id(learner.mailbox, verb, activity),
        actor=Agent(name=learner.name, mbox=learner.mbox),
        verb=Verb(id=f"{VERBS}/{verb}", display={"en-US": verb}),
        object=Activity(id=activity),
        timestamp=moment(minutes),
        result=result,
    )
    answer = lrs.save_statement(statement)
    if not answer.success:
        raise DemoFailed(f"the module's statement was answered with {answer.response.status}: {answer.data}")


completion = Result(completion=True)
