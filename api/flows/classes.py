"""
A whole school on several cores: a class is one task of one process, because classes never conflict.

What is done for a class stands in ``issuing``; here is what has to be sent to the process that does it.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from anchors.signing.software import SoftwareKeyWarning
from api.app import App
from api.flows.desk import Desk, Member
from api.flows.issuing import IssueKeys, issue_reports
from api.flows.signing import Outcome
from api.workers import Workers


@dataclass(frozen=True, slots=True)
class ClassWork:
    """A class whose reports one process takes through a step, and who acts (staff id)."""

    school_id: UUID
    school_year_id: UUID
    members: tuple[Member, ...]
    actor: str


def issue_keys(app: App, school_id: UUID) -> IssueKeys:
    """The school's log key, its organisation key and the timestamp service of the settings. Raises Misused."""
    folder = app.keys(school_id)
    return IssueKeys(folder.log_key(app.origin(school_id), app.ledgers[school_id]), folder.load(None), app.timestamps)


def quiet_keys(app: App, school_id: UUID) -> IssueKeys:
    """The same, where the keys' warning was shown by who asked for the work."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SoftwareKeyWarning)
        return issue_keys(app, school_id)


def issue_classes(workers: Workers, desk: Desk, classes: Sequence[Sequence[Member]], actor: str) -> Iterator[Outcome]:
    """
    Issue a school, class by class (``issuing.issue_reports``); each class's outcome as it comes, in any order.

    A class has a checkpoint of its own, which all its receipts name: its reports are finished while others are laid
    out, and no process waits for another. Raises the first error; what was recorded before it stands, and the same call
    again goes on.
    """
    works = [ClassWork(desk.ledger.school_id, desk.school_year_id, tuple(members), actor) for members in classes]
    return workers.each(issue_class, works)


def issue_class(app: App, work: ClassWork) -> Outcome:
    """One class, here."""
    keys = quiet_keys(app, work.school_id)
    desk = app.desk_of(work.school_id, work.school_year_id)
    return issue_reports(desk, work.members, work.actor, keys, app.settings.public_url)
