"""
What stood in a report, as a flat table: place → value, in words too, and the position of the entry that it stands on.

Places: ``mark/TOAN//1/TX1``, ``comment/TOAN``, ``conduct/1``, ``absences``, ``session/2025-09-08/MORNING``,
``homeroom_comment``, ``identity/full_name``, ``programme``, ``exemption/TOAN//YEAR``, ``summer_conduct``,
``decision/KIND``, ``request/ID``, ``confirmed/NGHE_THUAT/AM_NHAC``, ``signature/SUBJECT/TOAN``, ``signature/SEAL/``,
``edition/1``; and of what the rules make of it ``derived/TOAN/term_1``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from api.flows.auditing.chronicle import Chronicle
from api.flows.correction_words import identity_said
from domain.event import Event
from domain.formats.hoc_ba import Stage
from domain.ledger import Recorded
from domain.report import events as e
from domain.report.effect import Effect, derived_values
from domain.report.state import AFTER_ISSUE, Report, Standing
from domain.school_year.state import SchoolYear
from domain.telling import place_told
from domain.words import Words, said, words
from projections.record import place, signer


@dataclass(frozen=True, slots=True)
class Held:
    """``value`` is JSON, ``label`` and ``said`` are for people; ``position`` is None for what is derived."""

    label: Words
    value: Any
    said: Words
    position: int | None
    by_rule: str | None = None


Table = dict[str, Held]


def standing(report: Report, stream: Iterable[Recorded], chronicle: Chronicle) -> Table:
    """Everything recorded, asked for and signed; ``stream`` are the entries that the report was folded from."""
    table = dict(_identity(report, chronicle))
    table |= _recorded(report)
    where = _positions(stream)
    table |= _decided(report, where)
    table |= _signed(report, where, chronicle)
    table |= _editions(report, where)
    return table


def derived_table(report: Report, year: SchoolYear) -> Table:
    """What the rules make of it; what is not known yet is left out."""
    return dict(_derived(report, year))


def _derived(report: Report, year: SchoolYear) -> Iterator[tuple[str, Held]]:
    for (what, subject, period), value in derived_values(report, year).items():
        if value is not None:
            found = Effect(what, subject, period, value, value)
            label = Words(found.place("vi"), found.place("en"))
            told = Words(found.value(value, "vi"), found.value(value, "en"))
            yield "/".join(filter(None, ("derived", subject or what, period))), Held(label, value, told, None)


def _recorded(report: Report) -> Iterator[tuple[str, Held]]:
    for cell, mark in report.marks.items():
        label = Words(cell.said("vi"), cell.said("en"))
        yield f"mark/{place(cell)}", _held(label, str(mark.value), mark)
    for code, comment in report.comments.items():
        label = Words(f"Nhận xét môn {said(code, 'vi', 'subject')}", f"Comment on {code}")
        yield f"comment/{code}", _held(label, comment.value, comment)
    for term, level in report.conduct.items():
        yield f"conduct/{term:d}", _held(_conduct(f"học kì {term:d}", f"term {term:d}"), level.value.name, level)
    for name, label, one in (
        ("absences", Words("Số buổi nghỉ", "Absences"), report.absences),
        ("homeroom_comment", Words("Nhận xét của GVCN", "Homeroom comment"), report.homeroom_comment),
        ("summer_conduct", _conduct("trong hè", "in the summer"), report.summer_conduct),
    ):
        if one is not None:
            value = one.value.model_dump() if isinstance(one.value, e.Absences) else one.value
            yield name, _held(label, getattr(value, "name", value), one)
    for session, said_last in report.sessions.items():
        label = Words(f"Điểm danh {session.said('vi')}", f"Roll call, {session.said('en')}")
        found = said_last.value.attendance
        yield f"session/{session}", Held(label, found, words(found, "attendance"), said_last.position)


def _identity(report: Report, chronicle: Chronicle) -> Iterator[tuple[str, Held]]:
    for name, commitment, value in chronicle.identity(report.started.pupil_id):
        corrected = report.identity.get(name)
        position = corrected.position if corrected else None
        label = Words(*(text[0].upper() + text[1:] for text in words(name, "identity")))
        told = identity_said(name, value)
        yield f"identity/{name}", Held(label, commitment, Words(told, told), position)


def _decided(report: Report, where: dict[Any, tuple[int, str]]) -> Iterator[tuple[str, Held]]:
    if report.programme.electives or report.programme.topics:
        chosen = report.programme.model_dump(mode="json")
        codes = ", ".join((*report.programme.electives, *report.programme.topics))
        yield (
            "programme",
            Held(Words("Môn đã chọn", "Subjects chosen"), chosen, _subjects(codes), where["programme"][0]),
        )
    for exemption, position in report.exemptions.items():
        name = said(exemption.subject, "vi", "subject")
        label = Words(f"Miễn học {name}", f"Exempted from {exemption.subject}")
        scope = words(exemption.scope, "exempted")
        key = f"exemption/{exemption.subject}/{exemption.part or ''}/{exemption.scope}"
        yield key, Held(label, exemption.decision, scope, position)
    for kind, decision in report.decisions.items():
        decided = Words("có", "yes") if decision.value.decided else Words("không", "no")
        yield f"decision/{kind}", Held(words(kind, "decision"), decision.value.decided, decided, decision.position)
    for request_id, request in report.requests.items():
        number = request.asked.paper.number
        label = Words(f"Đề nghị điều chỉnh theo Báo cáo số {number}", f"Correction request, report {number}")
        at = request.decided_position or request.position
        yield f"request/{request_id}", Held(label, request.status.value, words(request.status, "request"), at)


def _positions(stream: Iterable[Recorded]) -> dict[Any, tuple[int, str]]:
    """Signature's place, or edition's number → the last entry of it, and who wrote that."""
    found: dict[Any, tuple[int, str]] = {}
    edition = 0
    for entry in stream:
        data, where = entry.data, (entry.position, entry.actor)
        if isinstance(data, e.EditionOpened):
            edition = data.edition
        if isinstance(data, e.ProgrammeChosen):
            found["programme"] = where
        elif isinstance(data, e.ReportSigned):
            found[data.stage, data.subject] = where
        elif isinstance(data, e.ReportSealed):
            found[Stage.SEAL, None] = where
        if isinstance(data, _OF_AN_EDITION) or type(data) in AFTER_ISSUE:
            found[edition] = where
    return found


_OF_AN_EDITION: tuple[type[Event], ...] = (
    e.EditionOpened, e.EditionRefrozen, e.ReportSigned, e.SignaturesVoided, e.ReportSealed, e.ReportIssued,
    e.DocumentSealed, e.RecallRefused, e.AmendmentRefused,
)  # fmt: skip


def _signed(report: Report, where: dict[Any, tuple[int, str]], chronicle: Chronicle) -> Iterator[tuple[str, Held]]:
    for (subject, part), confirmed in report.confirmed.items():
        label = Words(f"Xác nhận phần {said(part, 'vi', 'subject')}", f"Part {part} confirmed")
        who = _name(confirmed.actor, chronicle)
        yield f"confirmed/{subject}/{part}", Held(label, confirmed.actor, who, confirmed.position)
    signed: dict[e.Place, e.ReportSigned | e.ReportSealed] = dict(report.signatures)
    if report.sealed:
        signed[Stage.SEAL, None] = report.sealed
    for place_of, signature in signed.items():
        position, actor = where[place_of]
        told = place_told(place_of)
        label = Words(f"Chữ ký {told.vi}", f"Signature of {told.en}")
        value = {"by": actor, "signed_at": signature.signed_at.isoformat(), "signer": signature.signer}
        yield f"signature/{signer(*place_of)}", Held(label, value, _name(actor, chronicle), position)


def _editions(report: Report, where: dict[Any, tuple[int, str]]) -> Iterator[tuple[str, Held]]:
    editions = [(past.edition.opened, past.status) for past in report.past]
    if report.edition:
        editions.append((report.edition.opened, report.status))
    for opened, status in editions:
        label = Words(
            f"Bản {opened.edition} (mã tra cứu {opened.lookup_id})", f"Edition {opened.edition} ({opened.lookup_id})"
        )
        yield f"edition/{opened.edition}", Held(label, status.value, words(status, "status"), where[opened.edition][0])


def _held(label: Words, value: Any, found: Standing[Any]) -> Held:
    return Held(label, value, words(found.value), found.position, found.by_rule)


def _conduct(vi: str, en: str) -> Words:
    return Words(f"Rèn luyện {vi}", f"Conduct, {en}")


def _subjects(codes: str) -> Words:
    return Words(said(codes, "vi", "subject"), codes)


def _name(actor: str, chronicle: Chronicle) -> Words:
    name = chronicle.person(UUID(actor))
    return Words(name, name)
