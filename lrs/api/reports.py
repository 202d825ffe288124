"""/api/reports/{body}: what an accreditation body pulls."""

from __future__ import annotations

from aiohttp import hdrs, web

from lrs.api import scopes
from lrs.api.authentication import authorize
from lrs.api.expectations import when_wanted
from lrs.api.parameters import parameters, read_day, required
from lrs.api.services import services
from lrs.plugins import ReportWriter
from lrs.reports.report import Report

NOT_REPORTABLE = "X-LRS-Not-Reportable"


def add_routes(app: web.Application) -> None:
    """Add the report resources."""
    app.router.add_get("/api/reports/{body}", get, expect_handler=when_wanted)
    app.router.add_get("/api/reports/{body}/not-reportable", get_not_reportable, expect_handler=when_wanted)


async def get(request: web.Request) -> web.Response:
    """Return the report on a period of days, both inclusive; a header counts what could not be reported."""
    await authorize(request, scopes.REPORTS_READ)
    given = parameters(request, ("from", "to", "format"))
    writer, report = await _compile(request, given, required(given, "format", str, "such as xml or csv"))
    name = f"{report.body}-{report.first}-{report.last}.{writer.format}"
    return web.Response(
        body=b"".join(writer.write(report)),
        content_type=writer.media_type,
        charset="utf-8",
        headers={
            hdrs.CONTENT_DISPOSITION: f'attachment; filename="{name}"',
            NOT_REPORTABLE: str(len(report.not_reportable)),
        },
    )


async def get_not_reportable(request: web.Request) -> web.Response:
    """Return the awards of a period that the body would not take, each with the reason."""
    await authorize(request, scopes.REPORTS_READ)
    given = parameters(request, ("from", "to", "format"))
    _writer, report = await _compile(request, given, required(given, "format", str, "such as xml or csv"))
    return web.json_response(
        {
            "not_reportable": [
                {"award": record.entry.award_id, "learner": record.entry.learner, "reason": record.reason}
                for record in report.not_reportable
            ]
        }
    )


async def _compile(request: web.Request, given: dict[str, str], form: str) -> tuple[ReportWriter, Report]:
    writer = services(request).plugins.writer(request.match_info["body"], form)
    first = required(given, "from", read_day, "a day such as 2026-01-31")
    last = required(given, "to", read_day, "a day such as 2026-12-31")
    return writer, await services(request).store.reports.compile(writer, first, last)
