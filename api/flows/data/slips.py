"""The parents' confirmation slips of a class, as they go home with the pupils."""

from __future__ import annotations

from api.flows.desk import ERASED, Desk
from domain.report.document import PupilIdentity
from domain.school_year.state import SchoolClass
from domain.words import said
from projections.documents.slips import Slip, SlipSheet, slips_pdf

#: What the school gives a number of its own, and parents cannot know.
_SCHOOLS_OWN = ("registry_number", "pupil_code")


def write_slips(desk: Desk, found: SchoolClass, numbers: frozenset[int] = frozenset()) -> bytes:
    """The PDF of a class, or of these list numbers of it. Raises Rejected ``slip.pages``."""
    year, today = desk.year(), desk.today
    members = [member for member in desk.members(found) if not numbers or member.number in numbers]
    identities = desk.identities([member.pupil_id for member in members])
    homeroom = year.homeroom_teacher(found.class_id, today)
    named = year.structure.name_on(today)
    sheet = SlipSheet(
        school=named.school,
        school_year=year.name,
        class_code=found.code,
        homeroom=desk.signatory(homeroom).full_name if homeroom else "",
        place=named.place_of_issue,
        made_on=today,
        demo=desk.demo,
        slips=[
            Slip(member.number, member.full_name, _fields(identities[member.pupil_id], found.grade))
            for member in members
        ],
    )
    return slips_pdf(sheet)


def _fields(identity: dict[str, str], grade: int) -> tuple[tuple[str, str | None], ...]:
    measured = () if grade <= 5 else ("height_cm", "weight_kg")
    names = [name for name in PupilIdentity.model_fields if name not in (*_SCHOOLS_OWN, *measured)]
    return tuple((_label(name), _value(name, identity.get(name))) for name in names)


def _label(name: str) -> str:
    words = said(name, "vi", "identity")
    return words[0].upper() + words[1:]


def _value(name: str, value: str | None) -> str | None:
    if value is None or value == ERASED:
        return value
    if name == "birth_date":
        year, month, day = value.split("-")
        return f"{day}/{month}/{year}"
    return {"NAM": "Nam", "NU": "Nữ"}.get(value, value) if name == "sex" else value
