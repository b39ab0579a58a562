"""Playing a school's people: what teachers, clerk and principal do with the flows, for the demo and for tests."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

from anchors.signing.software import SoftwareKey, SoftwareKeyWarning
from api.flows import corrections, gradebooks, keys, signing, templates
from api.flows.demo.generator import DemoSchool
from api.flows.desk import Desk, Member
from api.flows.keys import KeyFolder
from api.flows.signers import Wanted
from api.flows.signing import Outcome
from api.flows.workbooks import Absences, WorkbookKind, write_gradebook, write_homeroom
from domain.formats.hoc_ba import Stage
from domain.regulations.curriculum import PRIMARY_LAST, subjects
from domain.report import events as e
from domain.school_year.events import Role
from domain.school_year.state import SchoolClass, SchoolYear, Staff
from domain.values import Cell, Column, Score, Term

#: The paper by which the demo's Department approves the seal.
SEAL_APPROVAL = "Văn bản 118/SGDĐT-CNTT về phê duyệt chứng thư số"

#: Called with how much of a step is done.
Done = Callable[[int], None]


def nothing(done: int) -> None:
    """Nobody watches."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A filled workbook and its teacher; ``subject`` is None for the homeroom workbook."""

    path: Path
    class_id: UUID
    subject: str | None
    teacher: Staff

    @property
    def sent(self) -> gradebooks.Sent:
        """As its teacher hands it in."""
        kind: WorkbookKind = "gradebook" if self.subject else "homeroom"
        return gradebooks.Sent(self.path, kind, str(self.teacher.staff_id), class_id=self.class_id)


class Cast:
    """The people of one school year, each with a demo key, at one desk."""

    def __init__(self, desk: Desk, folder: KeyFolder) -> None:
        self.desk = desk
        self.folder = folder
        self.year: SchoolYear = desk.year()
        self.today = desk.context("").today

    @property
    def principal(self) -> Staff:
        """Hiệu trưởng."""
        return self.year.staff[signing.principal(self.year)]

    @property
    def clerk(self) -> Staff:
        """Văn thư."""
        return next(staff for staff in self.year.staff.values() if Role.CLERK in staff.roles)

    @property
    def classes(self) -> list[SchoolClass]:
        """The classes of the year."""
        return list(self.year.classes.values())

    def teacher(self, found: SchoolClass, subject: str) -> Staff:
        """Who teaches the subject in this class."""
        staff = self.year.teacher(found.class_id, subject, self.today)
        assert staff is not None, f"{found.code} {subject} has a teacher"
        return staff

    def homeroom(self, found: SchoolClass) -> Staff:
        """Giáo viên chủ nhiệm."""
        staff = self.year.homeroom_teacher(found.class_id, self.today)
        assert staff is not None, f"{found.code} has a homeroom teacher"
        return staff

    def subjects(self, found: SchoolClass) -> list[str]:
        """Codes of the subjects taught in this class, in the order of the report."""
        offered = subjects(found.grade, self.year.name)
        return [subject.code for subject in offered if self.year.teachers(found.class_id, subject.code)]

    def signers(self) -> list[Staff]:
        """Everybody who will sign something with a key of his own."""
        rights = (*self.year.teaching.values(), *self.year.homerooms.values())
        ids = {right.staff_id for each in rights for right in each}
        return [staff for staff in self.year.staff.values() if staff.staff_id in ids or staff == self.principal]

    def key(self, staff: Staff | None) -> SoftwareKey:
        """A person's key, or (None) the school's. The warning is silenced: whoever plays has been told."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SoftwareKeyWarning)
            return self.folder.load(staff)

    def make_keys(self, done: Done = nothing) -> None:
        """Create and register a key for the school and every signer."""
        for count, staff in enumerate((None, *self.signers()), 1):
            self.folder.create(self.year, self.desk, staff)
            keys.register(self.desk, staff, self.key(staff).certificate, software=True)
            done(count)
        keys.approve(self.desk, self.key(None).certificate, SEAL_APPROVAL, self.desk.today)
        self.year = self.desk.year()

    def workbooks(self, school: DemoSchool, folder: Path) -> Iterator[Filled]:
        """Every gradebook and homeroom workbook, written as its teacher would have filled it."""
        for found in self.classes:
            yield from self.fill(school, found, folder)

    def fill(self, school: DemoSchool, found: SchoolClass, folder: Path) -> Iterator[Filled]:
        """The workbooks of one class."""
        for code in self.subjects(found):
            path = folder / f"{found.code}-{code}.xlsx"
            self._gradebook(school, found, code, path)
            yield Filled(path, found.class_id, code, self.teacher(found, code))
        path = folder / f"{found.code}-homeroom.xlsx"
        self._homeroom(school, found, path)
        yield Filled(path, found.class_id, None, self.homeroom(found))

    def _gradebook(self, school: DemoSchool, found: SchoolClass, code: str, path: Path) -> None:
        spec = templates.gradebook_spec(self.desk, self.year, found, code)
        ids = {pupil.number: pupil.pupil_id for pupil in spec.pupils}
        filled = replace(
            spec,
            recorded={(ids[number], cell): mark for (number, cell), mark in school.marks[found.code, code].items()},
            recorded_comments={ids[number]: text for number, text in school.comments[found.code, code].items()},
        )
        write_gradebook(filled, path)

    def _homeroom(self, school: DemoSchool, found: SchoolClass, path: Path) -> None:
        form = templates.homeroom_spec(self.desk, self.year, found)
        entries = {pupil.pupil_id: school.homeroom[found.code][pupil.number] for pupil in form.pupils}
        ids = {pupil.number: pupil.pupil_id for pupil in form.pupils}
        filled = replace(
            form,
            recorded_conduct={
                (pupil, term): level
                for pupil, entry in entries.items()
                for term, level in zip(Term, (entry.conduct_1, entry.conduct_2), strict=True)
                if level is not None
            },
            recorded_ratings={
                (ids[number], cell): rating for (number, cell), rating in school.ratings.get(found.code, {}).items()
            },
            recorded_trait_comments={
                (ids[number], code): text for (number, code), text in school.trait_comments.get(found.code, {}).items()
            },
            recorded_absences={
                pupil: Absences(entry.absences_permitted, entry.absences_unpermitted)
                for pupil, entry in entries.items()
            },
            recorded_comments={pupil: entry.comment for pupil, entry in entries.items()},
        )
        write_homeroom(filled, path)

    def record(self, filled: Filled) -> None:
        """Import a workbook as its teacher."""
        gradebooks.Importer(self.desk).record(filled.sent)

    def ask(
        self,
        found: SchoolClass,
        report_id: UUID,
        code: str,
        reason: str,
        number: str | None = None,
        paper: Path | None = None,
    ) -> UUID:
        """The teacher asks to change a mark by one point, with a paper, or one that the system makes: the request."""
        primary = found.grade <= PRIMARY_LAST
        first = Cell(subject=code, term=Term.ONE, column=Column.TX1)
        cell = Cell(subject=code, term=Term.TWO, column=Column.KT_CK) if primary else first
        before = self.desk.report(report_id).marks[cell].value
        assert isinstance(before, Score), f"{code} is a scored subject"
        after = Score(before.value - 1 if before.value >= 9 else before.value + 1)
        teacher = self.teacher(found, code)
        written, blob = corrections.read_paper(paper, number, self.today) if paper and number else (None, None)
        asked = corrections.request_correction(
            self.desk,
            report_id,
            (e.MarkChange(cell=cell, before=before, after=after),),
            str(teacher.staff_id),
            e.ReasonCode.TYPING_ERROR,
            reason,
            written,
            blob,
            key=None if written else self.key(teacher),
        )
        return asked.request_id

    def approve(self, request_id: UUID, remark: str | None = None) -> None:
        """The principal agrees, and signs the request."""
        actor, key = str(self.principal.staff_id), self.key(self.principal)
        corrections.approve_correction(self.desk, request_id, actor, key, remark)

    def refuse(self, request_id: UUID, remark: str) -> None:
        """The principal does not agree, and signs the request."""
        actor, key = str(self.principal.staff_id), self.key(self.principal)
        corrections.refuse_correction(self.desk, request_id, actor, key, remark)

    def open(self, members: list[Member], done: Done = nothing) -> Outcome:
        """Khởi tạo, by the clerk."""
        return signing.open_reports(self.desk, members, str(self.clerk.staff_id), progress=done)

    def sign(self, found: SchoolClass, members: list[Member], done: Done = nothing) -> Iterator[Outcome]:
        """Every subject teacher (not in primary school), then the homeroom teacher, then the principal."""
        with self.desk.keeping():
            for count, (staff, wanted) in enumerate(self.signatures(found)):

                def progress(signed: int, before: int = count * len(members)) -> None:
                    done(before + signed)

                actor = str(staff.staff_id)
                yield signing.sign_reports(self.desk, members, actor, self.key(staff), wanted, progress)

    def signatures(self, found: SchoolClass) -> list[tuple[Staff, Wanted]]:
        """Who signs the reports of a class at which place, in the order of its chain."""
        subjects_signed = self.year.chain(found.grade).signed(self.subjects(found))
        return [
            *((self.teacher(found, code), Wanted(Stage.SUBJECT, code)) for code in subjects_signed),
            (self.homeroom(found), Wanted(Stage.HOMEROOM)),
            (self.principal, Wanted(Stage.HEAD)),
        ]

    def seal(self, members: list[Member], done: Done = nothing) -> Outcome:
        """Đóng dấu, by the clerk with the school's key."""
        return signing.seal_reports(self.desk, members, str(self.clerk.staff_id), self.key(None), done)
