"""
Telling what happened: the sentence of an event (``domain.sentences``) with its facts in words.

People, classes, requests and delegations are named by whoever tells (``Names``): the event holds their ids. Who did it,
when and under which right stands beside the sentence, not in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import date
from typing import Any, Protocol
from uuid import UUID

from domain.access.telling import FACTS as ACCESS_FACTS
from domain.case.telling import FACTS as CASE_FACTS
from domain.cross_check import events as k
from domain.event import Event
from domain.formats.hoc_ba import Stage
from domain.ledger.events import PersonalErased
from domain.messages import told as filled
from domain.paper_report.telling import FACTS as PAPER_FACTS
from domain.pupil import events as p
from domain.register.events import DocumentEntered
from domain.register.state import written
from domain.report import events as r
from domain.report.corrections import target
from domain.school_year import events as y
from domain.school_year.state import Delegation
from domain.school_year.structure import events as s
from domain.school_year.structure.state import Team
from domain.sentences import SENTENCES
from domain.values import mark_of
from domain.words import NOTHING, Language, Words, said, words


class Names(Protocol):
    """Names as they were when it happened."""

    def person(self, staff_id: UUID) -> str:
        """A member of staff, with his code."""

    def class_code(self, class_id: UUID) -> str:
        """``8A``."""

    def request(self, request_id: UUID) -> r.CorrectionRequested | None:
        """What was asked for, as far as it is known here."""

    def delegation(self, delegation_id: UUID) -> Delegation | None:
        """The delegation, as far as it is known here."""

    def team(self, team_id: UUID) -> Team | None:
        """The team, as far as it is known here."""


LANGUAGES: tuple[Language, ...] = ("vi", "en")


#: Texts that people end with a full stop, and that a sentence goes on behind.
_REASONS = {"reason", "note", "comment"}


def told(event: Event, language: Language, names: Names) -> str:
    """What happened. Raises KeyError for an event without a sentence, which a test of the architecture forbids."""
    kind = type(event)
    facts = {name: _plain(getattr(event, name)) for name in kind.model_fields}
    for name in _REASONS & facts.keys():
        facts[name] = str(facts[name]).rstrip(". ")
    for make in (_common, _FACTS.get(kind)):
        if make is not None:
            facts |= make(event, names)
    for own in (CASE_FACTS, ACCESS_FACTS, PAPER_FACTS):
        if kind in own:
            facts |= own[kind](event)
    return filled(SENTENCES[kind], language, facts)


def changes_told(changes: Iterable[r.Change]) -> Words:
    """``Toán TX1 học kì I: 5,7 → 7,5``; of the pupil's identity the field only: its values lie aside."""
    return Words(*("; ".join(_change(change, language) for change in changes) for language in ("vi", "en")))


def place_told(place: r.Place) -> Words:
    """Whose signature: ``GVBM Toán``, ``GVCN``, ``người ký duyệt``."""
    stage, subject = place
    parts = [(stage.value, "signer"), *([(subject, "subject")] if subject else [])]
    return Words(*(" ".join(said(code, language, table) for code, table in parts) for language in ("vi", "en")))


def _change(change: r.Change, language: Language) -> str:
    what = said(target(change), language)
    if isinstance(change, r.IdentityChange):
        return what
    before, after = said(change.before, language), said(change.after, language)
    if isinstance(change, r.CommentChange | r.HomeroomCommentChange):  # whole sentences, with stops of their own
        before, after = f"“{before}”", f"“{after}”"
    return f"{what}: {before} → {after}"


def _plain(value: Any) -> object:
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, r.Paper):
        return Words(f"{value.number} ngày {value.dated:%d/%m/%Y}", f"{value.number} of {value.dated:%d/%m/%Y}")
    return value


def _after(text: object) -> object:
    """A text that may be missing, put behind what is said before it."""
    return NOTHING if text is None else "; " + str(text).rstrip(". ")


def _assessed(day: date | None) -> object:
    return Words(f", đánh giá ngày {day:%d/%m/%Y}", f", assessed on {day:%d/%m/%Y}") if day else NOTHING


def _common(event: Any, names: Names) -> dict[str, object]:
    """Ids that many events hold, as names; texts that may be missing."""
    facts: dict[str, object] = {}
    fields = type(event).model_fields
    if "staff_id" in fields:
        facts["person"] = names.person(event.staff_id) if event.staff_id else Words("nhà trường", "the school")
    if "class_id" in fields:
        facts["class_code"] = names.class_code(event.class_id)
    if "team_id" in fields:
        team = names.team(event.team_id)
        facts["team"] = team.name if team else str(event.team_id)
    if "part" in fields:
        part = event.part
        facts["within"] = Words(f" ({said(part, 'vi', 'subject')})", f" ({part})") if part else NOTHING
    if "remark" in fields:
        facts["remark"] = _after(event.remark)
    return facts


def _asked(event: Any, names: Names) -> dict[str, object]:
    request = names.request(event.request_id)
    asked = changes_told(request.changes) if request else Words(f"({event.request_id})", f"({event.request_id})")
    body: object = NOTHING
    if decided := getattr(event, "body", None):
        paper = decided.paper
        body = Words(f"; {decided.name} quyết định, số {paper.number}", f"; decided by {decided.name}, {paper.number}")
    return {"asked": asked, "body": body}


def _scope(event: Any, names: Names) -> dict[str, object]:
    classes = ", ".join(map(names.class_code, getattr(event, "class_ids", ())))
    if classes:
        return {"scope": Words(f" (lớp {classes})", f" (classes {classes})")}
    return {"scope": Words(f" (khối {event.grade})", f" (grade {event.grade})") if event.grade else NOTHING}


def _revoked(event: y.DelegationRevoked, names: Names) -> dict[str, object]:
    known = names.delegation(event.delegation_id)
    return {"delegation": f"{known.document}, {names.person(known.right.staff_id)}" if known else event.delegation_id}


def _signed(event: r.ReportSigned, names: Names) -> dict[str, object]:
    instead: object = NOTHING
    if event.in_place_of:
        who, why = names.person(event.in_place_of), event.reason or ""
        instead = Words(f", ký thay {who} ({why})", f", in place of {who} ({why})")
    return {
        "place": place_told((event.stage, event.subject)),
        "capacity": f", {event.capacity}" if event.stage is Stage.HEAD else NOTHING,
        "instead": instead,
        "late": Words(", ký muộn", ", late") if event.late else NOTHING,
    }


def _requested(event: r.CorrectionRequested, _: Names) -> dict[str, object]:
    files = len(event.attachments)
    attached = Words(f"; {files} tệp kèm theo", f"; {files} files attached") if files else NOTHING
    return {"changes": changes_told(event.changes), "files": attached}


def _voided(event: r.SignaturesVoided, _: Names) -> dict[str, object]:
    places = [place_told(place) for place in event.signatures]
    return {"places": Words(", ".join(each.vi for each in places), ", ".join(each.en for each in places))}


def _opened(event: r.EditionOpened, names: Names) -> dict[str, object]:
    old = event.replaces
    return {
        "head": names.person(event.head),
        "replacing": Words(f"; thay bản có mã {old}", f"; replaces {old}") if old else NOTHING,
    }


def _reconciled(event: r.Reconciled, names: Names) -> dict[str, object]:
    """``khớp: họ và tên, giới tính; lệch: dân tộc``, and the evidence with who saw it."""
    evidence = event.evidence
    compared, shown = [], []
    for language in LANGUAGES:
        of_each = (
            (said(result, language, "comparison"), [name for name, one in event.results.items() if one is result])
            for result in r.Comparison
        )
        fields = ((word, ", ".join(said(name, language, "identity") for name in found)) for word, found in of_each)
        compared.append("; ".join(f"{word}: {listed}" for word, listed in fields if listed))
        vi, seen = language == "vi", ""
        if evidence.seen_by:
            who = names.person(evidence.seen_by)
            seen = f", {who} xem" if vi else f", seen by {who}"
        day = f"{'ngày' if vi else 'of'} {evidence.dated:%d/%m/%Y}"
        shown.append(f"{evidence.kind} {evidence.number} {day}{seen}")
    return {"compared": Words(*compared), "evidence": Words(*shown)}


def _decided(event: r.DecisionRecorded, _: Names) -> dict[str, object]:
    plan = ", ".join(event.subjects)
    return {
        "decided": Words("có", "yes") if event.decided else Words("không", "no"),
        "plan": Words(f"; các môn {said(plan, 'vi', 'subject')}", f"; subjects {plan}") if plan else NOTHING,
    }


def _policy_value(value: bool | int | str | None) -> Words:
    """As people say it: a policy is on, off, not set, or has a value."""
    if value is None:
        return Words("(bỏ)", "(none)")
    if isinstance(value, bool):
        return Words("có", "yes") if value else Words("không", "no")
    return Words(said(value, "vi", "policy_value"), said(value, "en", "policy_value"))


def _check(event: k.CheckAssigned, names: Names) -> dict[str, object]:
    scope, due = event.scope, event.due
    extent = Words("toàn bộ", "in full")
    if isinstance(scope, k.Sample):
        extent = Words(f"mẫu {scope.n} (mã rút {scope.seed})", f"a sample of {scope.n} (seed {scope.seed})")
    subject = Words(f" môn {said(event.subject, 'vi', 'subject')}", f" ({event.subject})") if event.subject else NOTHING
    return {
        "checkers": ", ".join(map(names.person, event.checkers)),
        "extent": extent,
        "of_subject": subject,
        "until": Words(f", đến hết {due:%d/%m/%Y}", f", until {due:%d/%m/%Y}") if due else NOTHING,
    }


def _finding(event: k.FindingNoted, _: Names) -> dict[str, object]:
    """Of the pupil's identity the field only: what was seen lies aside."""
    where: object = event.cell or Words("nhận xét", "the comment")
    if event.field:
        where = words(event.field, "identity")
    values = [
        Words(f"{vi} {mark_told(value, 'vi')}", f"{en} {mark_told(value, 'en')}")
        for vi, en, value in (("sổ ghi", "recorded", event.recorded), ("minh chứng", "seen", event.seen))
        if value
    ]
    both = Words(", ".join(each.vi for each in values), ", ".join(each.en for each in values))
    return {"where": where, "values": Words(f" ({both.vi})", f" ({both.en})") if values else NOTHING}


def mark_told(text: str, language: Language) -> str:
    """``7,5`` where the text is a mark; anything else as it was typed."""
    with suppress(ValueError):
        return said(mark_of(text), language)
    return text


def _answered(event: k.FindingAnswered, names: Names) -> dict[str, object]:
    asked = names.request(event.request_id) if event.request_id else None
    if event.explanation is None:
        what = changes_told(asked.changes) if asked else NOTHING
        return {"answered": Words(f"đề nghị điều chỉnh {what.vi}".strip(), f"a correction asked for {what.en}".strip())}
    return {"answered": event.explanation.rstrip(". ")}


#: What the sentence of an event says beyond its fields.
_FACTS: Mapping[type[Event], Callable[[Any, Names], dict[str, object]]] = {
    y.StaffJoined: lambda event, _: {"roles": ", ".join(event.roles) or Words("chưa có vai trò", "no role yet")},
    y.DelegationRevoked: _revoked,
    y.CertificateRegistered: lambda event, _: {
        "sha256": f"{event.sha256[:16]}…",
        "demo": Words(" (khóa phần mềm)", " (software key)") if event.software else NOTHING,
    },
    y.CertificateApproved: lambda event, _: {"sha256": f"{event.sha256[:16]}…"},
    s.ArchiveHandedOver: lambda event, _: {"index_sha256": f"{event.index_sha256[:16]}…"},
    y.TermLocked: lambda event, _: {"term": int(event.term)},
    y.TermReopened: lambda event, _: {"term": int(event.term)},
    y.DeadlineSet: _scope,
    y.DeadlineExtended: _scope,
    y.PolicySet: lambda event, _: {"value": _policy_value(event.value)},
    y.ChainFixed: lambda event, _: {
        "chains": Words(
            *(
                ", ".join(f"{level} {said(chain, language, 'chain')}" for level, chain in event.chains.items())
                for language in ("vi", "en")
            )
        )
    },
    s.TeamJoined: lambda event, _: {
        "as_head": Words(", là người đứng đầu", ", as its head") if event.head else NOTHING
    },
    s.RoleGiven: lambda event, _: {
        "to": Words(f" đến hết {event.until:%d/%m/%Y}", f" to {event.until:%d/%m/%Y}") if event.until else NOTHING
    },
    s.SchoolRenamed: lambda event, _: {
        "named": event.school.name,
        "school_code": event.school.code,
        "ward": event.school.ward,
        "province": event.school.province,
    },
    s.MediumSet: lambda event, _: {
        "medium": Words("học bạ số", "digital reports") if event.digital else Words("học bạ giấy", "paper reports")
    },
    y.RosterCarriedOver: lambda event, _: {"count": len(event.to_place)},
    p.IdentityCorrected: lambda event, _: {"identity": ", ".join(event.identity)},
    p.IdentityCompleted: lambda event, _: {"identity": ", ".join(event.identity)},
    PersonalErased: lambda event, _: {"count": len(event.commitments)},
    DocumentEntered: lambda event, _: {"written": written(event.number, event.symbol)},
    r.ScoreRecorded: lambda event, _: {
        "by_rule": f" ({event.by_rule})" if event.by_rule else NOTHING,
        "assessed": _assessed(event.assessed_on),
    },
    r.AbsenceNoted: lambda event, _: {
        "permission": words("PERMITTED" if event.permitted else "UNPERMITTED", "attendance"),
        "note": _after(event.note),
    },
    r.ConductRecorded: lambda event, _: {"term": int(event.term)},
    r.ProgrammeChosen: lambda event, _: {
        "electives": ", ".join(event.programme.electives) or "none",
        "topics": ", ".join(event.programme.topics) or "none",
        "document": _after(event.document),
    },
    r.DecisionRecorded: _decided,
    r.PupilLeft: lambda event, _: {
        "destination": Words(f", đến {event.destination}", f", to {event.destination}")
        if event.destination
        else NOTHING
    },
    r.Reconciled: _reconciled,
    r.CorrectionRequested: _requested,
    r.CorrectionApproved: _asked,
    r.CorrectionRefused: _asked,
    r.CorrectionWithdrawn: _asked,
    r.EditionOpened: _opened,
    r.EditionRefrozen: lambda event, _: {
        "cause": Words("điều chỉnh", "a correction")
        if event.request_id
        else Words("bổ sung thông tin học sinh", "the pupil's identity was completed")
    },
    r.ReportSigned: _signed,
    k.CheckAssigned: _check,
    k.SampleDrawn: lambda event, _: {"drawn": len(event.items)},
    k.FindingNoted: _finding,
    k.FindingAnswered: _answered,
    k.CheckClosed: lambda event, _: {"was_late": Words(", sau hạn", ", after its day") if event.late else NOTHING},
    r.ReportReturned: lambda event, _: {"place": place_told((event.stage, event.subject))},
    r.SignaturesVoided: _voided,
}
