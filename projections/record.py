"""
The record of a report, event by event: the fold of the read model ``reports``, which tells what its parts are.

``changed`` applies one entry; ``status_of`` says how far the record has come.
"""

from __future__ import annotations

from typing import Any

from domain.event import Event, Happened
from domain.formats.hoc_ba import Stage
from domain.report import events as e
from domain.report.state import AFTER_ISSUE, Status

Record = dict[str, Any]


def empty() -> Record:
    """Of a report that has only begun."""
    return {"marks": {}, "comments": {}, "conduct": {}, "requests": {}, "signatures": {}}


def changed(record: Record, happened: Happened) -> None:
    """Apply one entry; what is no matter of the record changes nothing."""
    data = happened.data
    if _recording(record, data, happened.position) or _comparing(record, data):
        return
    if not _correcting(record, data, happened) and not _signing(record, data, happened.actor):
        _after_issue(record, data, happened)


def place(cell: Any) -> str:
    """Key of a cell in a record: ``TOAN//1/TX1``, ``NGHE_THUAT/AM_NHAC/2/CK``."""
    return f"{cell.subject}/{cell.part or ''}/{cell.term:d}/{cell.column}"


def signer(stage: Stage, subject: str | None) -> str:
    """Key of a signature in a record: ``SUBJECT/TOAN``, ``HOMEROOM/``."""
    return f"{stage.value}/{subject or ''}"


def _recording(record: Record, data: Event, position: int) -> bool:
    match data:
        case e.ScoreRecorded(cell=cell, mark=mark, by_rule=by_rule):
            record["marks"][place(cell)] = [str(mark), by_rule, position]
        case e.CommentRecorded(subject=subject, text=text):
            record["comments"][subject] = text
        case e.ConductRecorded(term=term, level=level):
            record["conduct"][str(term.value)] = level.name
        case e.AbsencesRecorded(absences=absences):
            record["absences"] = absences.model_dump()
        case e.RollBegun(day=day):
            record["roll"] = day.isoformat()
        case e.AbsenceNoted(day=day, half=half, permitted=permitted):
            _missed(record, e.Session(day, half), permitted, position)
        case e.AbsenceStruck(day=day, half=half):
            _missed(record, e.Session(day, half), None, position)
        case e.HomeroomCommentRecorded(text=text):
            record["homeroom_comment"] = text
        case e.ProgrammeChosen(programme=programme):
            record["programme"] = programme.model_dump(mode="json")
        case e.Exempted():
            record.setdefault("exemptions", []).append(data.model_dump(mode="json"))
        case e.SummerConductRecorded(level=level):
            record["summer_conduct"] = level.name
        case e.DecisionRecorded(kind=kind):
            record.setdefault("decisions", {})[kind.value] = data.model_dump(mode="json")
        case _:
            return False
    return True


def _comparing(record: Record, data: Event) -> bool:
    match data:
        case e.Reconciled(source=source, results=results):
            compared = record.setdefault("compared", {})
            compared.update({f"{source.value}/{name}": result.value for name, result in results.items()})
        case e.DifferenceKept(source=source, field=name):
            _settled(record, name, source.value)
        case _:
            return False
    return True


def _settled(record: Record, name: str, source: str | None = None) -> None:
    """What differs in a field of the identity, from one source or from all of them, is decided."""
    for key, result in record.get("compared", {}).items():
        where, _, field = key.partition("/")
        if field == name and source in (None, where) and result == e.Comparison.DIFFERS.value:
            record["compared"][key] = "DECIDED"


def _missed(record: Record, session: e.Session, permitted: bool | None, position: int) -> None:
    """``permitted`` None: the pupil was there after all."""
    sessions = record.setdefault("sessions", {})
    if permitted is None:
        del sessions[str(session)]
    else:
        sessions[str(session)] = [permitted, position]


def _correcting(record: Record, data: Event, happened: Happened) -> bool:
    match data:
        case e.CorrectionRequested():
            asked = data.model_dump(mode="json")
            request = {"status": "OPEN", "by": happened.actor, "at": happened.at.isoformat(), **asked}
            record["requests"][str(data.request_id)] = request
        case e.CorrectionApproved():
            request = _decided(record, data, "APPROVED", happened)
            for change in e.CorrectionRequested.model_validate(_asked(request)).changes:
                _change(record, change, happened.position)
                _unconfirm(record, change)
        case e.CorrectionRefused():
            _decided(record, data, "REFUSED", happened)
        case e.CorrectionWithdrawn():
            _decided(record, data, "WITHDRAWN", happened)
        case _:
            return False
    return True


def _unconfirm(record: Record, change: e.Change) -> None:
    if isinstance(change, e.MarkChange):
        subject, part = change.cell.subject, change.cell.part
        start = f"{subject}/{part}" if part else f"{subject}/"
        for gone in [key for key in record.get("confirmed", {}) if key.startswith(start)]:
            del record["confirmed"][gone]


def _decided(
    record: Record,
    data: e.CorrectionApproved | e.CorrectionRefused | e.CorrectionWithdrawn,
    status: str,
    happened: Happened,
) -> Record:
    request: Record = record["requests"][str(data.request_id)]
    request.update(status=status, decided_by=happened.actor, decided_at=happened.at.isoformat(), remark=data.remark)
    if not isinstance(data, e.CorrectionWithdrawn):
        for change in request["changes"]:
            if change["kind"] == "identity":
                _settled(record, change["field"])
    return request


def _asked(request: Record) -> Record:
    return {name: request[name] for name in e.CorrectionRequested.model_fields}


def _change(record: Record, change: e.Change, position: int) -> None:
    match change:
        case e.MarkChange(cell=cell, after=mark):
            record["marks"][place(cell)] = [str(mark), None, position]
        case e.CommentChange(subject=subject, after=text):
            record["comments"][subject] = text
        case e.ConductChange(term=term, after=level):
            record["conduct"][str(term.value)] = level.name
        case e.AbsencesChange(after=absences):
            record["absences"] = absences.model_dump()
        case e.SessionChange(day=day, half=half, after=attendance):
            _missed(record, e.Session(day, half), attendance.permitted, position)
        case e.HomeroomCommentChange(after=text):
            record["homeroom_comment"] = text
        case e.IdentityChange(field=name, after=commitment):
            record.setdefault("identity", {})[name] = commitment


def _signing(record: Record, data: Event, by: str) -> bool:
    plain = data.model_dump(mode="json")
    match data:
        case e.EditionOpened():
            record["edition"] = plain
            if plain["replaces"]:
                record["past"][plain["replaces"]]["replaced_by"] = plain["lookup_id"]
            record["confirmed"], record["returned"], record["voided"] = {}, {}, []
        case e.EditionRefrozen():
            record["edition"].update(result=plain["result"], data_sha256=plain["data_sha256"])
        case e.PartConfirmed(subject=subject, part=part):
            record["confirmed"][f"{subject}/{part}"] = by
        case e.ReportReturned(stage=stage, subject=subject):
            record["returned"][signer(stage, subject)] = {"by": by, **plain}
        case e.SignaturesVoided(signatures=places):
            for stage, subject in places:
                seal = stage is Stage.SEAL
                signed = record.pop("sealed") if seal else record["signatures"].pop(signer(stage, subject))
                record["voided"].append(
                    {"because": plain["because"], "stage": stage.value, "subject": subject, **signed}
                )
        case e.ReportSigned(stage=stage, subject=subject):
            record["signatures"][signer(stage, subject)] = plain
            record["returned"].pop(signer(stage, subject), None)
        case e.ReportSealed():
            record["sealed"] = plain
        case e.ReportIssued():
            record["issued"] = plain
        case e.DocumentSealed():
            record["document"] = plain
        case _:
            return False
    return True


def _after_issue(record: Record, data: Event, happened: Happened) -> None:
    life: list[Record] = record.setdefault("life", [])
    if isinstance(data, e.RecallRefused | e.AmendmentRefused):
        life.pop()
    elif step := AFTER_ISSUE.get(type(data)):
        circumstances = {"status": step.value, "by": happened.actor, "at": happened.at.isoformat()}
        life.append({**circumstances, **data.model_dump(mode="json")})
        if isinstance(data, e.EditionEnded):
            code = record["issued"]["lookup_id"]
            kept = {name: record.pop(name) for name in _OF_AN_EDITION if name in record}
            record.setdefault("past", {})[code] = {**kept, "replaced_by": None}
            record["signatures"], record["voided"] = {}, []


#: What goes with an edition when it ends.
_OF_AN_EDITION = ("edition", "signatures", "voided", "sealed", "issued", "document", "life")


def status_of(record: Record) -> str:
    """The furthest stage reached, of the edition that is open or stands (``domain.report.state.Status``)."""
    if record.get("life"):
        return str(record["life"][-1]["status"])
    stages = {key.partition("/")[0] for key in record["signatures"]}
    for reached, status in (
        ("issued" in record, Status.ISSUED),
        ("sealed" in record, Status.SEALED),
        (Stage.HEAD.value in stages, Status.APPROVED),
        (Stage.HOMEROOM.value in stages, Status.HOMEROOM_SIGNED),
        (Stage.SUBJECT.value in stages, Status.SUBJECT_SIGNED),
        ("edition" in record, Status.EDITION_OPENED),
    ):
        if reached:
            return status.value
    return Status.OPEN.value
