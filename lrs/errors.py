"""Every error that may reach a client, as data: an HTTP status, a stable code, and where the fault is."""

from __future__ import annotations

from typing import Any, ClassVar


class OperatorError(Exception):
    """Something that whoever runs the service has to mend; the message says what it is, in one sentence."""


class LrsError(Exception):
    """The service met a fault that it did not expect."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal"

    def __init__(
        self,
        message: str | None = None,
        *,
        pointer: str | None = None,
        rule: str | None = None,
        index: int | None = None,
        statement_id: str | None = None,
        retry_after: int | None = None,
    ) -> None:
        """Describe the fault.

        `message` is a plain sentence and defaults to the class's docstring. `pointer` is an RFC 6901 JSON
        pointer into the statement or document (or the name of a parameter or header), `rule` the stable name
        of the rule broken, `index` the statement's place in its batch from 0, `retry_after` seconds.
        """
        super().__init__(message or type(self).__doc__)
        self.pointer = pointer
        self.rule = rule
        self.index = index
        self.statement_id = statement_id
        self.retry_after = retry_after

    def as_json(self) -> dict[str, Any]:
        """Return the body that a client receives; members without a value are left out."""
        members = {
            "code": self.code,
            "message": str(self),
            "rule": self.rule,
            "pointer": self.pointer,
            "index": self.index,
            "id": self.statement_id,
        }
        return {"error": {name: value for name, value in members.items() if value is not None}}


class InvalidRequest(LrsError):
    """The request is not one that this resource understands."""

    status = 400
    code = "invalid_request"


class StatementRefused(LrsError):
    """The statement breaks a rule of the xAPI specification."""

    status = 400
    code = "statement_refused"


class PolicyRefused(LrsError):
    """The credit policy or requirement breaks a rule."""

    status = 400
    code = "policy_refused"


class PeopleRefused(LrsError):
    """The people registry cannot take this file."""

    status = 400
    code = "people_refused"


class ReceiptRefused(LrsError):
    """This is no receipt for a report that was made."""

    status = 400
    code = "receipt_refused"


class Unauthorized(LrsError):
    """Give the key and secret of a valid credential as HTTP Basic authentication."""

    status = 401
    code = "unauthorized"


class Forbidden(LrsError):
    """This key's scopes do not allow that."""

    status = 403
    code = "forbidden"


class NotFound(LrsError):
    """There is nothing here."""

    status = 404
    code = "not_found"


class NothingToReport(NotFound):
    """No award of this period can be reported, and this format cannot be empty."""

    code = "nothing_to_report"


class TooSlow(LrsError):
    """The request took too long to arrive."""

    status = 408
    code = "request_timeout"


class Conflict(LrsError):
    """What is stored under this id differs from what was sent."""

    status = 409
    code = "conflict"


class PreconditionFailed(LrsError):
    """What stands here is not what If-Match or If-None-Match asks for."""

    status = 412
    code = "precondition_failed"


class TooLarge(LrsError):
    """The request is larger than this service accepts."""

    status = 413
    code = "too_large"


class PluginFailed(LrsError):
    """A plugin raised an error of its own."""

    status = 500
    code = "plugin_failed"


class Unavailable(LrsError):
    """The store cannot be reached; nothing was acknowledged. Send the same request again."""

    status = 503
    code = "unavailable"


class Overloaded(LrsError):
    """Too many requests are being answered at this moment. Send the same request again a little later."""

    status = 503
    code = "overloaded"


class TooExpensive(LrsError):
    """This takes longer than the service allows. Ask for less of it: name filters, or a shorter time."""

    status = 503
    code = "too_expensive"
