"""
Ghi sổ: the drafts of a sheet become events, under one command.

They are decided as an imported workbook is (``api.flows.recording``) and appended at once; then they are taken away.
The drafts lie outside the ledger, so a crash in between leaves them beside what was recorded: the next time they are
found to stand already, and go. What is recorded are the drafts that were seen: ``digest`` is that of the preview.
"""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID, uuid5

from api.flows.desk import Desk, attempt, command
from api.flows.drafts.entering import TypedByReport, standing_at, typed_of
from api.flows.drafts.kept import Draft, kept
from api.flows.drafts.preview import prepare
from api.flows.drafts.sheet import Sheet, key_of, open_sheet
from api.flows.places import written
from domain.errors import Faults, Rejected

#: Namespace of the commands: the same drafts of the same person are the same command, however often it is sent.
RECORDINGS = UUID("0b7d8c8e-0d5e-4a0c-8a43-5f2f0c8f4d52")


def record(desk: Desk, actor: str, class_code: str, name: str, digest: str) -> int:
    """
    Record the drafts that a preview with this digest showed; how many values.

    Raises Rejected for a missing right, drafts that have changed since, or none; Faults with what stands against them:
    then nothing is recorded.
    """
    return attempt(desk.ledger, lambda: _once(desk, actor, class_code, name, digest))


def _once(desk: Desk, actor: str, class_code: str, name: str, digest: str) -> int:
    sheet = open_sheet(desk, class_code, name)
    prepared = prepare(desk, actor, sheet)
    if prepared.digest != digest:
        raise Rejected("draft.changed")
    if prepared.decided is None:
        raise Faults(prepared.faults)
    decided = prepared.decided
    if not decided.recorded and not decided.unchanged:
        raise Rejected("draft.none", sheet=name, where=class_code)
    content = [str(desk.ledger.school_id), actor, str(sheet.found.class_id), name, digest]
    order = command(actor, "draft record", content, uuid5(RECORDINGS, "|".join(content)), acting=decided.acting)
    desk.append(decided.new, order, guards=[desk.guard(sheet.year)])
    if desk.dry_run is None:
        with kept(desk.pool, key_of(desk, actor, sheet)) as drafts:
            drafts.forget(list(_done(sheet, prepared.typed, were_blank=True)))
    return decided.recorded


def settle(desk: Desk, actor: str, sheet: Sheet) -> None:
    """After an answer that was lost: take away the drafts that stand recorded already."""
    with kept(desk.pool, key_of(desk, actor, sheet)) as drafts:
        drafts.forget(list(_done(sheet, typed_of(sheet, drafts.held()), were_blank=False)))


def _done(sheet: Sheet, typed: TypedByReport, *, were_blank: bool) -> Iterator[Draft]:
    """Drafts of a value that stands, or (``were_blank``) does so now; one over another value stays with its owner."""
    for _, report in sheet.rows:
        for place, value in typed[report.report_id].items():
            standing = standing_at(report, place)
            if were_blank if standing is None else standing.value == value.value:
                yield Draft(report.report_id, written(place), value.text)
