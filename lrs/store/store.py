"""The store of one tenant: everything that is kept, in one database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from pymongo.errors import OperationFailure

from lrs.secret import Secret
from lrs.settings import Settings
from lrs.signing import load_signing_key
from lrs.store.aggregates import Aggregates
from lrs.store.attachments import Attachments
from lrs.store.audit import Audit
from lrs.store.bookmarks import Bookmarks
from lrs.store.changes import Changes
from lrs.store.checkpoints import Checkpoints
from lrs.store.clock import Clock
from lrs.store.closed import Closed
from lrs.store.committer import Committer
from lrs.store.connection import Client, ConnectionRefused, Database
from lrs.store.definitions import Definitions
from lrs.store.documents import Documents
from lrs.store.erasure import Erasure
from lrs.store.evidence import EvidenceStore
from lrs.store.expiry import Expiry
from lrs.store.faults import reaches_mongodb
from lrs.store.goals import Goals
from lrs.store.index_changes import IndexChanges
from lrs.store.indexes import prepare
from lrs.store.keys import Keys
from lrs.store.learners import Learners
from lrs.store.ledger import Ledger
from lrs.store.migrations import Migrations
from lrs.store.moving import Moving
from lrs.store.people import People
from lrs.store.policies import Policies
from lrs.store.postponed import Postponed
from lrs.store.references import References
from lrs.store.report_files import ReportFiles
from lrs.store.reporting import Reporting
from lrs.store.reports import Reports
from lrs.store.requirements import Requirements
from lrs.store.retention import Retention
from lrs.store.statement_stream import StatementStream
from lrs.store.statements import Statements


@dataclass(frozen=True, slots=True)
class Store:
    """What a tenant keeps, by what it is; `home_page` is the address by which the deployment names itself."""

    database: Database
    home_page: str
    clock: Clock
    statements: Statements
    aggregates: Aggregates
    stream: StatementStream
    committer: Committer
    moving: Moving
    attachments: Attachments
    references: References
    definitions: Definitions
    documents: Documents
    evidence: EvidenceStore
    keys: Keys
    people: People
    policies: Policies
    requirements: Requirements
    learners: Learners
    ledger: Ledger
    checkpoints: Checkpoints
    closed: Closed
    erasure: Erasure
    expiry: Expiry
    postponed: Postponed
    reports: Reports
    report_files: ReportFiles
    reporting: Reporting
    bookmarks: Bookmarks
    changes: Changes
    migrations: Migrations

    @reaches_mongodb
    async def ping(self) -> None:
        """Return if the store can take statements now. Raises Unavailable if it cannot."""
        await self.database.client.admin.command("ping")


@asynccontextmanager
async def open_store(client: Client, settings: Settings, secret: Secret) -> AsyncIterator[Store]:
    """Open the tenant whose database the settings name, with its clock running.

    Raises ConnectionRefused where the credentials do not suffice for that, SecretError or KeyRefused where
    the key that signs checkpoints cannot be used.
    """
    db = client[settings.database]
    await _prepare(db)
    clock, ledger, people, policies = Clock(db), Ledger(db), People(db), Policies(db)
    requirements = Requirements(db)
    signing_key = load_signing_key(settings.signing_key_path)
    closed, attachments, retention = Closed(db), Attachments(db), Retention(ledger, policies)
    checkpoints = Checkpoints(db, ledger, signing_key, settings.public_url)
    references, definitions = References(db), Definitions(db)
    report_files = ReportFiles(db)
    committer = Committer(db, clock, references, definitions)
    async with clock.running(), committer.running():
        yield Store(
            database=db,
            home_page=settings.public_url,
            clock=clock,
            statements=Statements(db),
            aggregates=Aggregates(db),
            stream=StatementStream(db, clock),
            committer=committer,
            moving=Moving(db, references, definitions),
            attachments=attachments,
            references=references,
            definitions=definitions,
            documents=Documents(db),
            evidence=EvidenceStore(db),
            keys=Keys(db, secret, settings.public_url),
            people=people,
            policies=policies,
            requirements=requirements,
            learners=Learners(ledger, people, policies, requirements, Goals(db)),
            ledger=ledger,
            checkpoints=checkpoints,
            closed=closed,
            erasure=Erasure(db, people, retention, closed, Audit(db), settings.public_url),
            expiry=Expiry(db, retention, attachments, closed, Audit(db)),
            postponed=Postponed(db),
            reports=Reports(ledger, checkpoints, people, policies),
            report_files=report_files,
            reporting=Reporting(db, ledger, checkpoints, people, policies, report_files),
            bookmarks=Bookmarks(db),
            changes=Changes(db),
            migrations=Migrations(db, IndexChanges(db)),
        )


async def _prepare(db: Database) -> None:
    try:
        await prepare(db)
    except OperationFailure as error:
        raise ConnectionRefused(
            f"MongoDB does not let this user prepare the database {db.name}: give it the role readWrite there"
        ) from error
