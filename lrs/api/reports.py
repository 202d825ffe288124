"""/api/reports: what accreditation bodies are told, and pull."""

from __future__ import annotations

import asyncio

import msgspec
from aiohttp import hdrs, web

from lrs.api import scopes
from lrs.api.authentication import authorize
from lrs.api.expectations import when_wanted
from lrs.api.parameters import parameters, read_day, required
from lrs.api.services import services
from lrs.api.streaming import begun
from lrs.plugins import ReportWriter
from lrs.reports.manifest import Manifest
from lrs.reports.report import Report

NOT_REPORTABLE = "X-LRS-Not-Reportable"
_PERIOD = ("from", "to", "format")


def add_routes(app: web.Application) -> None:
    """Add the report resources."""
    app.router.add_get("/api/reports", get_list, expect_handler=when_wanted)
    app.router.add_get("/api/reports/{body}", get, expect_handler=when_wanted)
    app.router.add_post("/api/reports/{body}", post, expect_handler=when_wanted)
    app.router.add_get("/api/reports/{body}/not-reportable", get_not_reportable, expect_handler=when_wanted)
    app.router.add_get("/api/reports/{body}/{id}", get_made, expect_handler=when_wanted)
    app.router.add_get("/api/reports/{body}/{id}/manifest", get_manifest, expect_handler=when_wanted)


async def get_list(request: web.Request) -> web.Response:
    """Return the manifests of the reports to the bodies that the key is for, the last one first."""
    own = {scopes.of_body(body): body for body in services(request).plugins.recipients()}
    key = await authorize(request, scopes.REPORTS_READ, *own)
    parameters(request, ())
    bodies = None if scopes.REPORTS_READ in key.scopes else [own[each] for each in key.scopes & own.keys()]
    made = await services(request).store.report_files.list(bodies)
    return web.json_response({"reports": [msgspec.to_builtins(each) for each in made]})


async def get(request: web.Request) -> web.Response:
    """Return what stands of a period of days, both inclusive, as the body would take it.

    A header counts what could not be reported. Nothing counts as reported by this.
    """
    await authorize(request, scopes.REPORTS_READ)
    writer, report = await _compile(request)
    content = await asyncio.to_thread(lambda: b"".join(writer.write(report)))
    name = f"{report.body}-{report.first}-{report.last}.{writer.format}"
    return web.Response(
        body=content,
        content_type=writer.media_type,
        charset="utf-8",
        headers=_as_file(name, len(report.not_reportable)),
    )


async def post(request: web.Request) -> web.Response:
    """Make the next report: what the body was not told yet and what has changed; answer with its manifest."""
    await authorize(request, scopes.REPORTS_MAKE)
    given = parameters(request, _PERIOD)
    first = required(given, "from", read_day, "a day such as 2026-01-31")
    last = required(given, "to", read_day, "a day such as 2026-12-31")
    writer = services(request).plugins.writer(request.match_info["body"], given.get("format"))
    made = await services(request).store.reporting.make(writer, first, last)
    location = {hdrs.LOCATION: f"/api/reports/{made.name}"}
    return web.json_response(msgspec.to_builtins(made), status=201, headers=location)


async def get_not_reportable(request: web.Request) -> web.Response:
    """Return the awards of a period that the body would not take, each with the reason."""
    await authorize(request, scopes.REPORTS_READ)
    _writer, report = await _compile(request)
    return web.json_response(
        {
            "not_reportable": [
                {"award": record.entry.award_id, "learner": record.entry.learner, "reason": record.reason}
                for record in report.not_reportable
            ]
        }
    )


async def get_made(request: web.Request) -> web.StreamResponse:
    """Return the file of a report as it was made."""
    await authorize(request, scopes.REPORTS_READ, scopes.of_body(request.match_info["body"]))
    manifest = await _made(request)
    response = web.StreamResponse(headers=_as_file(manifest.file, manifest.records.not_reportable))
    response.content_type = manifest.media_type
    response.charset = "utf-8"
    response.content_length = manifest.size
    await response.prepare(request)
    if request.method != hdrs.METH_HEAD:
        with begun(request):
            async for piece in services(request).store.report_files.read(manifest.name):
                await response.write(piece)
            await response.write_eof()
    return response


async def get_manifest(request: web.Request) -> web.Response:
    """Return what is said of a report that was made."""
    await authorize(request, scopes.REPORTS_READ, scopes.of_body(request.match_info["body"]))
    return web.json_response(msgspec.to_builtins(await _made(request)))


async def _made(request: web.Request) -> Manifest:
    parameters(request, ())
    name = f"{request.match_info['body']}/{request.match_info['id']}"
    return await services(request).store.report_files.get(name)


async def _compile(request: web.Request) -> tuple[ReportWriter, Report]:
    given = parameters(request, _PERIOD)
    form = required(given, "format", str, "such as xml or csv")
    writer = services(request).plugins.writer(request.match_info["body"], form)
    first = required(given, "from", read_day, "a day such as 2026-01-31")
    last = required(given, "to", read_day, "a day such as 2026-12-31")
    return writer, await services(request).store.reports.compile(writer, first, last)


def _as_file(name: str, not_reportable: int) -> dict[str, str]:
    return {
        hdrs.CONTENT_DISPOSITION: f'attachment; filename="{name}"',
        NOT_REPORTABLE: str(not_reportable),
    }
