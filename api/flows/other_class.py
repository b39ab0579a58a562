"""The wrong-class guard: whose class a list of strangers is most like (people.md B2, C1.1)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from api.flows.desk import Desk
from api.flows.workbooks.matching import Known, Pupils, Sought
from domain.errors import Faults, Rejected
from domain.messages import MESSAGES
from domain.school_year.state import SchoolClass, SchoolYear

MESSAGES.update(
    {
        "paste.other_class": (
            "{count}/{total} học sinh trong dữ liệu dán vào không thuộc lớp {where}; danh sách này giống lớp {other}. "
            "Chưa có gì được lưu.",
            "{count} of {total} pupils in what was pasted are not in class {where}; the list is more like that of "
            "class {other}. Nothing was kept.",
        ),
    }
)

#: So many rows of pupils who are not in the class may stand in a list of it.
STRANGERS_MAX = 1
#: Fields of the identity that are one pupil's alone.
_IDS = ("personal_number", "pupil_code")
#: Faults of a workbook's rows that are about somebody else than the class has there.
_STRANGE = ("row.unknown_pupil", "row.other_pupil", "row.no_pupil")


def known_of(desk: Desk, found: SchoolClass) -> list[Known]:
    """The pupils of a class, with what tells them apart."""
    members = desk.members(found)
    identities = desk.identities([member.pupil_id for member in members])
    return [
        Known(
            member.pupil_id,
            member.full_name,
            member.birth_date,
            (str(member.pupil_id), *(identities[member.pupil_id].get(name, "") for name in _IDS)),
        )
        for member in members
    ]


def likest(desk: Desk, year: SchoolYear, found: SchoolClass, sought: Sequence[Sought]) -> str | None:
    """The other class that has most of these pupils, if it has more of them than the class itself."""
    counts = {each.code: _count(known_of(desk, each), sought) for each in (found, *year.classes.values())}
    best = max(counts, key=lambda code: counts[code])
    return best if counts[best] > counts[found.code] else None


def _count(known: list[Known], sought: Sequence[Sought]) -> int:
    pupils = Pupils(known)
    return sum(bool(pupils.matching(each)) for each in sought)


def of_another_class(desk: Desk, year: SchoolYear, found: SchoolClass, pupils: int, faults: Faults) -> Rejected:
    """The faults of a workbook's rows; where they are another class's, that."""
    sought = list(dict.fromkeys(_sought(faults)))
    other = likest(desk, year, found, sought) if len(sought) > STRANGERS_MAX else None
    if other is None:
        return faults
    total = max(pupils, len(sought))
    return Rejected("paste.other_class", count=len(sought), total=total, where=found.code, other=other)


def _sought(faults: Faults) -> Iterable[Sought]:
    for fault in faults.faults:
        if fault.code in _STRANGE:
            name = str(fault.facts["pupil"])
            yield Sought((str(fault.facts["value"]),) if fault.code == "row.unknown_pupil" else (), name)
