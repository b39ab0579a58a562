"""What is killed: each the whole of one command's work, a function of a module so that another process finds it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from uuid import UUID, uuid5

from anchors.publisher import publish
from api.app import App
from api.flows import bulk_imports, issuing
from api.flows.bulk_imports import import_everything
from api.flows.demo.acting import Cast, Filled
from api.flows.desk import attempt
from api.flows.gradebooks import Answer, import_files
from api.flows.issuing import IssueKeys, issue_reports
from api.flows.signing import Outcome
from api.workers import Workers
from domain.errors import HocbaError
from domain.ledger import Command
from projections import runner
from tests.kit.database import stream
from tests.knocks.kills.lives import Tell

#: Entries folded in one transaction where a ledger is folded here: small, so that a kill finds many places to hit.
BATCH = 40
#: What publishing publishes: so many checkpoints, each of so many new entries.
ROUNDS, ENTRIES = 12, 23


def record(app: App, tell: Tell, school_id: UUID, files: Sequence[Filled]) -> None:
    """Import workbooks, one after the other, as ``import gradebook FILES`` does."""
    for answer in import_files(app.desk(school_id), [filled.sent for filled in files]):
        _fine(answer)
        tell()


def record_in_workers(app: App, tell: Tell, school_id: UUID, files: Sequence[Filled]) -> None:
    """Import the workbooks of several classes in two worker processes."""
    bulk_imports.FILES_ALONE_MAX = 0
    with Workers(app, 2) as workers:
        for _, answer in import_everything(workers, app.desk(school_id), [filled.sent for filled in files]):
            _fine(answer)
            tell()


def sign(app: App, tell: Tell, school_id: UUID) -> None:
    """Every signature of a class: subject teachers, homeroom teacher, head, seal."""
    cast = _cast(app, school_id)
    members = cast.desk.members(cast.classes[0])
    for outcome in cast.sign(cast.classes[0], members, tell):
        _nothing_refused(outcome)
    _nothing_refused(cast.seal(members, tell))


def issue(app: App, tell: Tell, school_id: UUID) -> None:
    """Issue the reports of a class, each document in a transaction of its own."""
    issuing.SEALED_AT_ONCE = 1
    cast = _cast(app, school_id)
    log = app.keys(school_id).log_key(app.origin(school_id), cast.desk.ledger)
    members, keys = cast.desk.members(cast.classes[0]), IssueKeys(log, cast.key(None))
    _nothing_refused(issue_reports(cast.desk, members, str(cast.clerk.staff_id), keys, app.settings.public_url, tell))


def publish_rounds(app: App, tell: Tell, school_id: UUID) -> None:
    """Entries and a checkpoint over them, again and again; what was appended before is answered, not repeated."""
    ledger = app.ledgers[school_id]
    key = app.keys(school_id).log_key(app.origin(school_id), ledger)
    for number in range(ROUNDS):
        new = stream(ENTRIES, stream_id=uuid5(school_id, f"stream {number}"))
        digest = hashlib.sha256(str(number).encode()).digest()
        ledger.append([new], command=Command(uuid5(school_id, f"round {number}"), digest, "operator"))
        tell()
        attempt(ledger, lambda: publish(ledger, key))
        tell()


def project(app: App, tell: Tell, school_id: UUID) -> None:
    """Fold a ledger into the read models."""
    runner.BATCH_ENTRIES = BATCH
    app.runner.catch_up(app.ledgers[school_id], reached=tell)


def rebuild(app: App, tell: Tell, school_id: UUID) -> None:
    """Fold a ledger anew beside the live rows, then swap."""
    runner.BATCH_ENTRIES = BATCH
    app.runner.rebuild(app.ledgers[school_id], tell)


def _cast(app: App, school_id: UUID) -> Cast:
    return Cast(app.desk(school_id), app.keys(school_id))


def _fine(answer: Answer) -> None:
    if isinstance(answer, HocbaError):
        raise answer
    assert not answer.changed


def _nothing_refused(outcome: Outcome) -> None:
    for _, error in outcome.refused:
        raise error
