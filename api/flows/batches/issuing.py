"""What is done with a class of a batch, in a process of its own: sealed, issued, each with its PDF."""

from __future__ import annotations

from api.app import App
from api.flows.batches.kept import Part
from api.flows.classes import quiet_keys
from api.flows.issuing import issue_reports
from api.flows.signing import Outcome, seal_reports


def issue_part(app: App, part: Part) -> Outcome:
    """
    Seal what is approved, issue what is sealed; per report what was refused and why.

    Whatever a killed run left half done is finished here: what is sealed or issued already is passed over.
    """
    keys = quiet_keys(app, part.school_id)
    desk = app.desk_of(part.school_id, part.school_year_id)
    members = desk.members_of(part.report_ids)
    with desk.keeping():
        outcome = seal_reports(desk, members, part.actor, keys.organisation)
        refused = {member.report_id for member, _ in outcome.refused}
        sealed = [member for member in members if member.report_id not in refused]
        if sealed:
            outcome.add(issue_reports(desk, sealed, part.actor, keys, app.settings.public_url))
    return outcome
