"""``hocba data check|show``: what is wrong with the pupils' identity, and each value beside those of other sources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from uuid import UUID

from api.flows.data.twins import Namesakes, Twin
from api.flows.desk import ERASED, Desk, Member
from api.flows.documents import blank_of
from domain.context import local_day
from domain.event import Value
from domain.pupil.state import Pupil
from domain.report import events as e
from domain.report.document import PupilIdentity
from domain.report.identity import undecided
from domain.report.state import Compared, Report
from domain.school_year.state import SchoolClass


class Difference(Value):
    """A field in which a source differs from our record, and on which nobody has decided; what stands where."""

    source: e.Source
    field: str
    ours: str
    found: str
    evidence: e.Evidence


class PupilData(Value):
    """
    One pupil of a class; ``complete``: as far as the identity goes, the homeroom teacher may sign.

    ``blank``: required fields without a value. ``left_blank``: fields without a value that no report needs.
    ``verified_on``: the day on which the population database showed the personal number as we have it. ``slip``: the
    day of the parents' signed slip; ``slip_outdated`` where the identity has changed since.
    """

    number: int
    report_id: UUID
    full_name: str
    blank: tuple[str, ...]
    left_blank: tuple[str, ...]
    differences: tuple[Difference, ...]
    twins: tuple[Twin, ...]
    verified_on: date | None
    slip: date | None
    slip_outdated: bool
    complete: bool


class Beside(Value):
    """What a source showed of a field: ``found`` only where it differs; by whom (staff id) and when it was recorded."""

    result: e.Comparison
    found: str | None
    evidence: e.Evidence
    by: str
    on: date
    decided: bool


class FieldData(Value):
    """A field of the identity: our value, and what was seen of it by source; one that is absent was not looked at."""

    field: str
    ours: str | None
    sources: dict[e.Source, Beside]


def check(desk: Desk, found: SchoolClass, namesakes: Namesakes | None = None) -> list[PupilData]:
    """The pupils of a class, in the order of their numbers; ``namesakes`` of the school, where they were looked for."""
    namesakes = namesakes or Namesakes(desk)
    members = desk.members(found, caught_up=True)
    reports = desk.reports([member.report_id for member in members])
    values = _Values(desk, reports)
    return [_pupil(member, reports[member.report_id], values, namesakes) for member in members]


def beside(desk: Desk, report_id: UUID) -> list[FieldData]:
    """One pupil's identity, field by field, beside every source that somebody looked at."""
    report = desk.report(report_id)
    values = _Values(desk, {report_id: report})
    identity = values.identity(report)
    return [
        FieldData(
            field=name,
            ours=identity.get(name),
            sources={
                source: Beside(
                    result=one.result,
                    found=values.found(one),
                    evidence=one.evidence,
                    by=one.actor,
                    on=local_day(one.at),
                    decided=one.decided is not None,
                )
                for (source, field), one in report.compared.items()
                if field == name
            },
        )
        for name in PupilIdentity.model_fields
    ]


class _Values:
    """What lies behind the commitments of these reports' pupils and of what other sources showed, in two queries."""

    def __init__(self, desk: Desk, reports: Mapping[UUID, Report]) -> None:
        pupil_ids = [report.started.pupil_id for report in reports.values()]
        self.pupils: dict[UUID, Pupil] = desk.pupils(pupil_ids)
        wanted = {one for pupil in self.pupils.values() for one in pupil.identity.values()}
        wanted |= {one.found for report in reports.values() for one in report.compared.values() if one.found}
        self._known = desk.ledger.personal_values(wanted)

    def identity(self, report: Report) -> dict[str, str]:
        """Our record."""
        pupil = self.pupils[report.started.pupil_id]
        return {name: self._known.get(commitment, ERASED) for name, commitment in pupil.identity.items()}

    def found(self, one: Compared) -> str | None:
        """What the source showed where it differs."""
        return self._known.get(one.found, ERASED) if one.found else None


def _pupil(member: Member, report: Report, values: _Values, namesakes: Namesakes) -> PupilData:
    identity, pupil = values.identity(report), values.pupils[report.started.pupil_id]
    blank, differences = blank_of(identity, report), tuple(_differences(report, identity, values))
    slip = report.slip.value if report.slip else None
    return PupilData(
        number=member.number,
        report_id=member.report_id,
        full_name=member.full_name,
        blank=blank,
        left_blank=tuple(name for name in PupilIdentity.model_fields if name not in identity and name not in blank),
        differences=differences,
        twins=namesakes.of(member),
        verified_on=verified_on(report),
        slip=slip.dated if slip else None,
        slip_outdated=slip is not None and slip.pupil_version < pupil.identity_version,
        complete=not (blank or differences),
    )


def _differences(report: Report, identity: Mapping[str, str], values: _Values) -> Iterator[Difference]:
    for source, name in undecided(report):
        one = report.compared[source, name]
        yield Difference(
            source=source,
            field=name,
            ours=identity.get(name, ""),
            found=values.found(one) or "",
            evidence=one.evidence,
        )


def verified_on(report: Report) -> date | None:
    """The day on which the population database showed this personal number; None where it was corrected since."""
    one = report.compared.get((e.Source.POPULATION, "personal_number"))
    corrected = report.identity.get("personal_number")
    if one is None or one.result is not e.Comparison.MATCH or (corrected and corrected.position > one.position):
        return None
    return one.evidence.dated
