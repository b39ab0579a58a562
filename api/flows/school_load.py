"""``hocba school load``: a school file becomes the first day of a school year, in one transaction."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from uuid import UUID, uuid4

from pydantic import ValidationError

from api.flows.desk import operator_command
from api.flows.school_file import SchoolFile
from domain.errors import Misused, Rejected
from domain.event import Event
from domain.ledger import Ledger, NewEvents
from domain.messages import MESSAGES
from domain.pupil import events as pupil_events
from domain.regulations.curriculum import NO_CHOICE
from domain.report import events as report_events
from domain.report.document import PupilIdentity
from domain.school_year import events as year_events
from domain.school_year.policies import SchoolPolicies
from domain.school_year.structure import events as structure_events
from domain.values import Commitments, Personal

MESSAGES.update(
    {
        "school.loaded": (
            "Trường {code} đã có năm học {years} trong sổ cái, nên không mở từ tệp nữa. Năm học sau mở từ năm trước, "
            "để mỗi học sinh và cán bộ giữ mã của mình: hocba year open --from.",
            "School {code} has school year {years} in the ledger already and is not opened from files again. The next "
            "year goes on from the last one, so that every pupil and member of staff keeps his id: hocba year open "
            "--from.",
        ),
        "school.other_id": (
            "Tệp nêu mã sổ cái {found}, nhưng trường {code} và sổ cái đó không đi cùng nhau trong cơ sở dữ liệu này.",
            "The file names ledger {found}, but school {code} and that ledger do not belong together in this database.",
        ),
        "school.policies": (
            "Chính sách trong tệp không hợp lệ: {place}: {found}. Xem docs/formats/school.md.",
            "A policy in the file is invalid: {place}: {found}. See docs/formats/school.md.",
        ),
    }
)


#: The longest code of a team (``structure.events.TeamCode``).
_TEAM_CODE_MAX = 16


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load made."""

    school_id: UUID
    school_year_id: UUID
    staff: int
    classes: int
    pupils: int
    entries: int


def policies_of(file: SchoolFile) -> SchoolPolicies:
    """The file's policies, checked. Raises Misused naming the first one that is wrong."""
    try:
        return SchoolPolicies.model_validate(file.policies)
    except ValidationError as error:
        fault = error.errors()[0]
        place = "/policies/" + "/".join(str(step) for step in fault["loc"])
        raise Misused("school.policies", place=place, found=fault["msg"]) from error


def load_school(ledger: Ledger, file: SchoolFile, known_years: set[str]) -> Loaded:
    """
    Append the year, its staff, classes, assignments, pupils and reports. Ids are random, never derived.

    Raises Rejected as ``refuse_known``.
    """
    refuse_known(file, known_years)
    year_id, new, personal = first_day(file)
    command = operator_command("school load", file.model_dump(mode="json", by_alias=True))
    answer = ledger.append(new, command=command, personal=personal)
    entries = answer.last_position - answer.first_position + 1
    return Loaded(ledger.school_id, year_id, len(file.staff), len(file.classes), len(file.pupils), entries)


def refuse_known(file: SchoolFile, known_years: set[str]) -> None:
    """
    Raises Rejected ``school.loaded`` where the school has a year already.

    A first day gives everybody a new id. In a second one the same child would be another, whom nothing reaches that
    was decided of him, and who loads it would make himself the principal of a school that has one.
    """
    if known_years:
        raise Rejected("school.loaded", code=file.school.code, years=", ".join(sorted(known_years)))


def first_day(file: SchoolFile) -> tuple[UUID, list[NewEvents], list[Personal]]:
    """The id of the new year, the events of its first day, and the personal values behind their commitments."""
    personal: list[Personal] = []
    year_id = uuid4()
    staff = {row.code: uuid4() for row in file.staff}
    classes = {row.code: uuid4() for row in file.classes}
    new = [NewEvents(year_id, 0, tuple(_year_events(file, staff, classes, personal)))]
    for class_row in file.classes:
        for number, pupil in file.rosters[class_row.code].items():
            pupil_id, report_id, since = uuid4(), uuid4(), file.enrolled_on(pupil)
            registered = pupil_events.PupilRegistered(identity=committed(pupil.identity, personal))
            place = {"school_year_id": year_id, "class_id": classes[class_row.code], "number": number}
            enrolled = pupil_events.PupilEnrolled(report_id=report_id, since=since, **place)
            started = report_events.ReportStarted(pupil_id=pupil_id, grade=class_row.grade, **place)
            report: tuple[Event, ...] = (started,)
            if pupil.programme != NO_CHOICE:
                report += (report_events.ProgrammeChosen(programme=pupil.programme),)
            new += [NewEvents(pupil_id, 0, (registered, enrolled)), NewEvents(report_id, 0, report)]
    return year_id, new, personal


def _year_events(
    file: SchoolFile, staff: dict[str, UUID], classes: dict[str, UUID], personal: list[Personal]
) -> list[Event]:
    starts = file.calendar.starts
    events: list[Event] = [
        year_events.SchoolYearOpened(
            name=file.school_year,
            school=file.school,
            place_of_issue=file.place_of_issue,
            policies=policies_of(file),
            calendar=file.calendar,
        )
    ]
    for person in file.staff:
        identity = {
            name: _one(Personal.of(name, getattr(person, name)), personal) for name in ("full_name", "personal_number")
        }
        events.append(
            year_events.StaffJoined(
                staff_id=staff[person.code], code=person.code, roles=person.roles, identity=identity
            )
        )
    events += _team_events(file, staff)
    for row in file.classes:
        events.append(year_events.ClassOpened(class_id=classes[row.code], code=row.code, grade=row.grade))
        events.append(
            year_events.HomeroomAssigned(class_id=classes[row.code], staff_id=staff[row.homeroom], since=starts)
        )
    events += [
        year_events.TeachingAssigned(
            class_id=classes[row.class_code],
            subject=row.subject,
            part=row.part,
            staff_id=staff[row.teacher],
            since=row.since or starts,
            duty=row.duty or (year_events.Duty.PART if row.part else year_events.Duty.RESPONSIBLE),
        )
        for row in file.assignments
    ]
    return events


def _team_events(file: SchoolFile, staff: dict[str, UUID]) -> Iterator[Event]:
    codes: set[str] = set()
    for name, members in file.teams.items():
        team_id, code = uuid4(), _team_code(name)
        if code is None or code in codes:
            code = next(f"TO{number}" for number in count(1) if f"TO{number}" not in codes)
        codes.add(code)
        yield structure_events.TeamFormed(
            team_id=team_id, code=code, name=name, kind=structure_events.TeamKind.SUBJECTS
        )
        for row in members:
            place = {"team_id": team_id, "staff_id": staff[row.code], "since": file.calendar.starts}
            yield structure_events.TeamJoined(**place, head=bool(row.heads_team))


def _team_code(name: str) -> str | None:
    """``TOAN_TIN`` of "Tổ Toán - Tin", short and without marks, as commands take it; None where no letter is left."""
    plain = unicodedata.normalize("NFD", name.upper().replace("Đ", "D")).encode("ascii", "ignore").decode()
    code = re.sub("[^A-Z0-9]+", "_", plain).strip("_").removeprefix("TO_")[:_TEAM_CODE_MAX].strip("_")
    return code if re.fullmatch("[A-Z][A-Z0-9_]+", code) else None


def committed(identity: PupilIdentity, personal: list[Personal]) -> Commitments:
    """The commitments of an identity; its values are added to ``personal``."""
    values = identity.model_dump(mode="json", exclude_none=True)
    return {name: _one(Personal.of(name, value), personal) for name, value in values.items()}


def _one(value: Personal, personal: list[Personal]) -> str:
    personal.append(value)
    return value.commitment
