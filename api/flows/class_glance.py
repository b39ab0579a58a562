"""
A class at a glance, for its homeroom teacher: who is complete, who is signed, whose turn it is, who is at risk, why.

Nothing here is a judgement of its own: what is missing, whose turn it is, what the rules make of it and who misses too
much is told by those who know it elsewhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from uuid import UUID

from api.flows import rosters, turns
from api.flows.desk import Desk
from api.flows.documents import blank_of
from api.flows.roll.sheets import YearTotal, year_total
from api.flows.roll.warnings import Warned, warnings
from api.flows.rosters import ListLine
from api.flows.shared_states import shared_reports, shared_year
from api.flows.turns import Due
from domain.event import Value
from domain.formats.hoc_ba import Stage
from domain.regulations.explanations.model import value_said
from domain.report import primary
from domain.report.editions import derive, is_primary, to_record
from domain.report.explaining import explain
from domain.report.identity import Lacking, undecided
from domain.report.state import Report, Status
from domain.report.turns import signed_subjects
from domain.school_year.state import SchoolClass, SchoolYear
from domain.values import Level
from domain.words import Language, said

#: Outcomes of the year with which a pupil does not move up, or not yet.
_NOT_UP = ("RETAINED", "SUMMER_CONDUCT", "REASSESS")


class Risk(Value):
    """
    What keeps a pupil from moving up, or may: ``Lên lớp: không được lên lớp``, and the sentences that lead to it.

    ``bars``: it does, as it stands.
    """

    text: str
    why: tuple[str, ...]
    bars: bool


class PupilGlance(Value):
    """
    A pupil of the class, in order of the list.

    ``number_ends``: last four digits of the personal number where somebody has the same name and birth date.
    ``missing``: what is still to be recorded, ``data``: what of the identity is blank or differs; None: nothing.
    ``signed`` of ``signers`` subject teachers have signed. ``requests``: corrections that wait. ``returned``: what was
    sent back, with the note.
    """

    number: int
    report_id: UUID
    full_name: str
    number_ends: str | None
    status: Status
    missing: str | None
    data: str | None
    signed: int
    signers: int
    homeroom_signed: bool
    absences: YearTotal | None
    requests: int
    returned: tuple[str, ...]
    risks: tuple[Risk, ...]

    @property
    def complete(self) -> bool:
        """Whether nothing is missing of what a report shows."""
        return not (self.missing or self.data or self.requests)

    @property
    def taught_signed(self) -> bool:
        """Whether all subject teachers have signed, where they do."""
        return 0 < self.signers == self.signed


class Waiting(Value):
    """What can be done next by whom: ``reports`` of the class wait for it. ``staff`` is a code, None for nobody."""

    text: str
    staff: str | None
    reports: int


class ClassGlance(Value):
    """The class now; ``gone`` are the struck-through rows of its list."""

    class_code: str
    day: date
    pupils: tuple[PupilGlance, ...]
    gone: tuple[ListLine, ...]
    waiting: tuple[Waiting, ...]


def glance(desk: Desk, found: SchoolClass, language: Language) -> ClassGlance:
    """A class as it stands."""
    lines = rosters.class_list(desk, found.code)
    here = [line for line in lines if line.last_day is None]
    year = shared_year(desk)
    reports = shared_reports(desk, [line.report_id for line in here])
    identities = desk.identities([line.pupil_id for line in here])
    warned = {each.report_id: each for each in warnings(desk, language, frozenset((found.class_id,)))}
    return ClassGlance(
        class_code=found.code,
        day=desk.today,
        pupils=tuple(
            _pupil(line, reports[line.report_id], year, identities[line.pupil_id], warned.get(line.report_id), language)
            for line in here
        ),
        gone=tuple(line for line in lines if line.last_day is not None),
        waiting=tuple(_waiting(turns.due(desk, list(reports.values())).values(), language)),
    )


def _pupil(
    line: ListLine,
    report: Report,
    year: SchoolYear,
    identity: Collection[str],
    warned: Warned | None,
    language: Language,
) -> PupilGlance:
    missing, subjects = to_record(report, year), signed_subjects(report)
    lacking = Lacking(blank_of(identity, report), undecided(report))
    stages = [stage for stage, _ in report.signatures]
    return PupilGlance(
        number=line.number,
        report_id=line.report_id,
        full_name=line.full_name,
        number_ends=line.number_ends,
        status=report.status,
        missing=missing.said(language) if missing else None,
        data=lacking.said(language) if lacking else None,
        signed=stages.count(Stage.SUBJECT),
        signers=len(subjects),
        homeroom_signed=Stage.HOMEROOM in stages,
        absences=year_total(report, year),
        requests=len(report.open_requests),
        returned=tuple(_returned(report, language)),
        risks=tuple(risks(report, year, warned, language)),
    )


def _returned(report: Report, language: Language) -> Iterator[str]:
    for (stage, subject), sent in report.returned.items():
        where = said(subject, language, "subject") if subject else said(stage.value, language, "signer")
        yield f"{where}: {sent.value.note}"


def risks(report: Report, year: SchoolYear, warned: Warned | None, language: Language) -> Iterator[Risk]:
    """What keeps this pupil from moving up, or may, by the rules; of absences why what his parents are told."""
    doubtful = frozenset(_doubtful(report, year))
    found = {one.explanation.what: one.explanation for one in explain(report, year)} if doubtful else {}
    told = {what: tuple(each.text(language) for each in found[what].sentences) for what in found if what in doubtful}
    if warned:
        promotion = told.pop("promotion", ()) if warned.over else ()
        yield Risk(text=_missed(warned, language), why=(warned.text, *promotion), bars=warned.over)
    for what, why in told.items():
        name, value = found[what].name(language), value_said(found[what].value, language)
        yield Risk(text=f"{name[0].upper()}{name[1:]}: {value}", why=why, bars=what in ("promotion", "promoted"))


def _missed(warned: Warned, language: Language) -> str:
    total, limit = warned.total, warned.limit
    if warned.over:
        vi, en = f"Không được lên lớp (nghỉ {total}, quá {limit} buổi)", f"Not promoted (missed {total}, over {limit})"
    else:
        vi, en = f"Đã nghỉ {total}/{limit} buổi", f"Missed {total} of {limit}"
    return vi if language == "vi" else en


def _doubtful(report: Report, year: SchoolYear) -> Iterator[str]:
    """Names of the explanations of what bars a pupil's way up: of the year where it is known, else so far."""
    if is_primary(report):
        if primary.derive(report, year).promoted is False:
            yield "promoted"
        return
    found = derive(report, year)
    if found.promotion in _NOT_UP:
        yield "promotion"
        return
    levels = {f"academic.{name}": getattr(found.academic, name) for name in ("term_1", "term_2", "year")}
    yield from (name for name, level in levels.items() if level is Level.CHUA_DAT)
    if found.conduct_year is Level.CHUA_DAT:
        yield "conduct.year"


def _waiting(dues: Iterable[list[Due]], language: Language) -> Iterator[Waiting]:
    """Those who can act next, who has most to do first."""
    count = Counter(
        (due.said(language), due.turn.staff.code if due.turn.staff else None) for each in dues for due in each
    )
    for (text, staff), reports in count.most_common():
        yield Waiting(text=text, staff=staff, reports=reports)
