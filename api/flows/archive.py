"""
The archive of a school year (hồ sơ lưu trữ; people.md B12): what is handed over to be kept, as one folder of files.

By class PDF, XML and receipt of every report that stands issued; *mục lục hồ sơ* with the digest of each PDF; *biên bản
giao nhận*, which names the digest of that list, so that two signatures on paper stand for all of it; ``SHA256SUMS``
of everything. ``hocba verify FOLDER`` checks it on any machine.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date

from api.flows import packages
from api.flows.desk import Desk
from api.flows.keys import KeyFolder
from api.flows.packages import PackedFile
from api.flows.workbooks.archive_index import ArchiveIndex, IndexRow, index_workbook
from domain.errors import Misused, Rejected
from domain.event import Value
from domain.messages import MESSAGES
from domain.school_year.state import SchoolYear
from domain.words import said
from projections.documents.administrative import Head
from projections.documents.handing_over import ClassCount, HandingOver, handing_over_pdf

MESSAGES.update(
    {
        "archive.nothing": (
            "Năm học {year} chưa có học bạ nào phát hành xong để lưu trữ.",
            "No report of the school year {year} has been issued, so there is nothing to keep.",
        ),
        "archive.not_empty": (
            "Thư mục {folder} không trống. Hãy chọn thư mục trống để không lẫn với tệp khác.",
            "The folder {folder} is not empty. Choose an empty one, so that nothing else lies among the files.",
        ),
    }
)

INDEX, RECORD = "muc-luc-ho-so.xlsx", "bien-ban-giao-nhan.pdf"
VERIFIER_KEY, ROOTS = "verifier.key", "roots.pem"


class HandedOver(Value):
    """A time that it was handed over: to whom, by which record of which day, the index's digest; who recorded it."""

    recipient: str
    document: str
    dated: date
    index_sha256: str
    by: str
    position: int


class ClassKept(Value):
    """A class: how many reports it has, how many of them stand issued, with their PDF."""

    class_code: str
    pupils: int
    issued: int


@dataclass(slots=True)
class _Counted:
    rows: list[IndexRow] = field(default_factory=list)
    classes: list[ClassCount] = field(default_factory=list)


def classes(desk: Desk) -> list[ClassKept]:
    """What the archive would hold now, class by class."""
    year = desk.year()
    found = []
    for each in sorted(year.classes.values(), key=lambda one: (len(one.code), one.code)):
        members = desk.members(each)
        found.append(ClassKept(class_code=each.code, pupils=len(members), issued=len(packages.issued(members))))
    return found


def handovers(year: SchoolYear) -> list[HandedOver]:
    """To whom the year's archive was handed over, the last one first; ``by`` is a staff code."""
    return [
        HandedOver(**dict(each.value), by=year.actor(each.actor).code, position=each.position)
        for each in reversed(year.structure.archives)
    ]


def files(desk: Desk, keys: KeyFolder, made_by: str) -> Iterator[PackedFile]:
    """
    Every file of it, one report in memory at a time; ``made_by`` hands it over.

    A report that was not issued stands on the list as such, without a file. Raises Rejected ``archive.nothing`` before
    the first file, and ``paper.pages``.
    """
    if not any(each.issued for each in classes(desk)):
        raise Rejected("archive.nothing", year=desk.year().name)
    return packages.with_sums(_files(desk, keys, made_by))


def _files(desk: Desk, keys: KeyFolder, made_by: str) -> Iterator[PackedFile]:
    year, counted = desk.year(), _Counted()
    for each in sorted(year.classes.values(), key=lambda one: (len(one.code), one.code)):
        yield from _of_class(desk, each.code, counted)
    key = keys.verifier_key()
    yield PackedFile(VERIFIER_KEY, f"{key}\n".encode())
    with suppress(Misused):  # the demo's own authority; real certificates lead to the national root
        yield PackedFile(ROOTS, keys.roots_pem())
    dated, position = desk.today, desk.ledger.size()
    head = Head(year.school, "……/BB", year.place_of_issue, dated, desk.demo)
    index = index_workbook(ArchiveIndex(year.school.name, year.name, dated, position, tuple(counted.rows)))
    yield PackedFile(INDEX, index)
    record = HandingOver(
        head=head,
        school_year=year.name,
        classes=tuple(counted.classes),
        index=(INDEX, hashlib.sha256(index).hexdigest()),
        position=position,
        verifier_key=str(key),
        made_by=made_by,
    )
    yield PackedFile(RECORD, handing_over_pdf(record))


def _of_class(desk: Desk, code: str, counted: _Counted) -> Iterator[PackedFile]:
    members = desk.members(desk.year().school_class(code))
    found = {one.number: one for one in packages.issued(members)}
    for one in members:
        kept = found.get(one.number)
        counted.rows.append(
            IndexRow(
                class_code=code,
                number=one.number,
                full_name=one.full_name,
                birth_date=one.birth_date,
                status=said(one.report.status, "vi", "status"),
                edition=one.report.record["issued"]["edition"] if kept else None,
                lookup_id=kept.lookup_id if kept else None,
                file=f"{kept.stem(code)}.pdf" if kept else None,
                pdf_sha256=kept.pdf_sha256 if kept else None,
            )
        )
    counted.classes.append(ClassCount(code, len(members), len(found)))
    yield from packages.files(desk, code, list(found.values()))
