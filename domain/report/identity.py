"""
The pupil's identity made complete, and compared with other sources (đối soát hồ sơ), before anybody answers for it.

- Homeroom teacher or clerk look at a source field by field, and record what it shows, with the evidence.
- Where it differs, the principal decides: by a correction asked for with its document, agreed to or not, or that our
  record stands. Until then nobody signs who answers for the identity; a subject teacher's signature does not cover it.
- What is blank is completed by homeroom teacher or clerk; what has a value changes by a correction only.
"""

from __future__ import annotations

from dataclasses import dataclass

from domain.context import Context
from domain.errors import Rejected
from domain.event import Event
from domain.formats.hoc_ba import Stage
from domain.messages import MESSAGES
from domain.pupil.events import IdentityCompleted
from domain.report import commands as c
from domain.report import events as e
from domain.report.deciders import require_approver
from domain.report.document import PupilIdentity
from domain.report.state import Compared, Report
from domain.report.voiding import covering, refrozen
from domain.school_year.events import Role
from domain.school_year.state import SchoolYear
from domain.words import Language, said

MESSAGES.update(
    {
        "data.nothing_to_compare": (
            "Học bạ đang để trống {field:identity}: hãy bổ sung (data complete) trước khi đối soát.",
            "Our record leaves {field:identity} blank: complete it (data complete) before it is compared.",
        ),
        "data.found": (
            "Mục {field:identity}: ghi giá trị nguồn đối soát đang có khi lệch, và chỉ khi lệch.",
            "Field {field:identity}: what the source shows is given where it differs, and only there.",
        ),
        "data.not_blank": (
            "Mục {field:identity} đã có giá trị. Muốn thay đổi, gửi Đề nghị điều chỉnh (correction request --place "
            "identity/{field}).",
            "Field {field:identity} has a value. Ask for a correction (correction request --place identity/{field}).",
        ),
        "data.no_difference": (
            "Số thứ tự {number}: {field:identity} không có chỗ lệch nào với {source:source} đang chờ quyết định.",
            "Number {number}: no difference of {field:identity} with {source:source} waits for a decision.",
        ),
        "data.signed": (
            "Số thứ tự {number}: {places:signer} đã ký học bạ với mục để trống này. Hãy trả lại (report return) trước.",
            "Number {number}: {places:signer} signed the report with this blank. Send it back (report return) first.",
        ),
        "data.refreeze": (
            "Học bạ đang khởi tạo phải được cố định lại cùng với phần bổ sung.",
            "An edition that is open must be fixed anew together with what is completed.",
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Lacking:
    """What keeps the identity of a report from being signed: blank fields, and differences without a decision."""

    blank: tuple[str, ...]
    undecided: tuple[tuple[e.Source, str], ...]

    def __bool__(self) -> bool:
        return bool(self.blank or self.undecided)

    def __str__(self) -> str:
        return self.said("vi")

    def said(self, language: Language) -> str:
        """``nơi sinh (để trống); dân tộc (lệch với CSDL ngành, chưa có quyết định)``."""
        vi = language == "vi"
        parts = [f"{said(name, language, 'identity')} ({'để trống' if vi else 'blank'})" for name in self.blank]
        for source, name in self.undecided:
            where, field = said(source.value, language, "source"), said(name, language, "identity")
            parts.append(
                f"{field} (lệch với {where}, chưa có quyết định)" if vi else f"{field} ({where} differs, not decided)"
            )
        return "; ".join(parts)


def undecided(state: Report) -> tuple[tuple[e.Source, str], ...]:
    """Source and field of each difference that waits for the principal's decision."""
    return tuple(
        place for place, one in state.compared.items() if one.result is e.Comparison.DIFFERS and one.decided is None
    )


def lacking(state: Report, stage: Stage) -> Lacking:
    """What keeps this stage from signing: nothing at SUBJECT, whose signatures cover no identity."""
    if stage is Stage.SUBJECT:
        return Lacking((), ())
    return Lacking(state.edition.blank if state.edition else (), undecided(state))


def reconcile(state: Report, command: c.Reconcile, year: SchoolYear, context: Context) -> list[Event]:
    """One event. Raises Rejected for a missing right, a field that is unknown, or blank in our record."""
    require_keeper(state, year, context)
    for name, result in command.results.items():
        _check_field(name)
        if name not in command.identity and result is not e.Comparison.BLANK:
            raise Rejected("data.nothing_to_compare", field=name)
        if (result is e.Comparison.DIFFERS) != (name in command.found):
            raise Rejected("data.found", field=name)
    for name in command.found.keys() - command.results.keys():
        raise Rejected("data.found", field=name)
    if (seen_by := command.evidence.seen_by) is not None:
        year.actor(str(seen_by))
    return [
        e.Reconciled(
            source=command.source,
            results=dict(command.results),
            found=dict(command.found),
            evidence=command.evidence,
        )
    ]


def difference(state: Report, source: e.Source, name: str) -> Compared:
    """A difference that waits. Raises Rejected where none does."""
    if (source, name) not in undecided(state):
        raise Rejected("data.no_difference", number=state.number, field=name, source=source.value)
    return state.compared[source, name]


def keep_difference(state: Report, command: c.KeepDifference, year: SchoolYear, context: Context) -> list[Event]:
    """One event, by the principal or whom he lets approve corrections. Raises Rejected where nothing waits."""
    require_approver(year.actor(context.actor), year, context.today)
    difference(state, command.source, command.field)
    return [e.DifferenceKept(**dict(command))]


def return_slip(state: Report, command: c.ReturnSlip, year: SchoolYear, context: Context) -> list[Event]:
    """One event; a newer slip takes the place of the one before."""
    require_keeper(state, year, context)
    return [e.SlipReturned(**dict(command))]


def complete_identity(state: Report, command: c.CompleteIdentity, year: SchoolYear, context: Context) -> list[Event]:
    """
    What a completion does to the report (``identity_completed`` is what it does to the pupil's stream).

    An open edition is fixed anew; nothing where none is. An issued one stays as it was signed. Raises Rejected for a
    missing right, a field that has a value, or an edition that somebody who answers for the identity has signed.
    """
    require_keeper(state, year, context)
    for name in command.completed:
        _check_field(name)
        if name in command.identity:
            raise Rejected("data.not_blank", field=name)
    waits = state.edition is not None and state.issued is None
    if waits != (command.refrozen is not None):
        raise Rejected("data.refreeze")
    if state.edition is None or command.refrozen is None:
        return []
    if signed := covering(state, Stage.HOMEROOM):
        raise Rejected("data.signed", number=state.number, places=", ".join(stage.value for stage, _ in signed))
    # Only the identity may be another: else a subject teacher's signature would cover a row that is no more.
    if (command.refrozen.result, command.refrozen.school_year_version) != (state.edition.result, year.version):
        raise Rejected("edition.stale")
    return [refrozen(state.edition, None, command.refrozen)]


def identity_completed(command: c.CompleteIdentity) -> IdentityCompleted:
    """What the pupil's stream is told."""
    return IdentityCompleted(identity=dict(command.completed), document=command.document)


def _check_field(name: str) -> None:
    if name not in PupilIdentity.model_fields:
        raise Rejected("correction.field_unknown", field=name)


def require_keeper(state: Report, year: SchoolYear, context: Context) -> None:
    """Raises Rejected but for the homeroom teacher, or a clerk."""
    if Role.CLERK not in year.actor(context.actor).roles:
        year.require_homeroom(context.actor, state.class_on(context.today), context.today)
