"""
``hocba demo``: the main job from beginning to end, by the same flows as the commands, on a database of its own.

Stages: prepare · load · keys · workbooks · import · corrections · open · sign · seal · issue · verify · tamper.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID, uuid4

import typst

from anchors.checkpoint import VerifierKey
from anchors.signing.pdf import attachments
from anchors.signing.trust import TrustRoots
from anchors.verify import Verdict, verify_file
from api.app import DEMO_MARK, Addresses, App
from api.embedded_postgres import databases
from api.flows import corrections, gradebooks, keys, signing
from api.flows.demo.generator import DemoSchool, generate
from api.flows.demo.tamper import tampered_copy
from api.flows.desk import Desk, Member
from api.flows.issuing import RECEIPT_NAME, IssueKeys, issue_reports
from api.flows.school_file import load_school_file
from api.flows.school_load import load_school
from api.flows.workbooks import Absences, write_gradebook, write_homeroom
from api.settings import Settings
from domain.errors import Tampered
from domain.formats.thcs import Stage
from domain.ledger import open_school
from domain.messages import MESSAGES
from domain.regulations.curriculum import subjects
from domain.report import events as e
from domain.school_year.events import Role
from domain.school_year.state import SchoolYear
from domain.values import Cell, Column, Kind, Score, Term

MESSAGES.update(
    {
        "demo.broken": (
            "Bước {stage} của chương trình trình diễn không cho kết quả mong đợi: {found}.",
            "Stage {stage} of the demo did not give what it must: {found}.",
        ),
    }
)

#: The demo's database; dropped and made anew at each run, and no other is ever touched.
DATABASE = "hocba_demo"
#: Its keys are invented at each run and have no value, so their passphrase is no secret.
PASSPHRASE = "hoc-ba-so-demo"
SEED = 2026


class Teller(Protocol):
    """Shows how far a stage has come."""

    @contextmanager
    def stage(self, name: str, total: int) -> Iterator[Callable[[int], None]]:
        """Yields the function to call with how much of ``total`` is done."""
        yield lambda done: None


@dataclass(slots=True)
class Summary:
    """What the demo did; ``seconds`` per stage."""

    school_id: UUID
    lookup_ids: list[UUID] = field(default_factory=list)
    reports_issued: int = 0
    reports_verified: int = 0
    corrections_approved: int = 0
    corrections_refused: int = 0
    events: int = 0
    tamper_done_at: int = 0
    tamper_found_at: int | None = None
    seconds: dict[str, float] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The content of ``summary.json``."""
        return {
            "school_id": str(self.school_id),
            "reports_issued": self.reports_issued,
            "reports_verified": self.reports_verified,
            "corrections_approved": self.corrections_approved,
            "corrections_refused": self.corrections_refused,
            "events": self.events,
            "tamper_found_at": self.tamper_found_at,
            "seconds": {name: round(value, 3) for name, value in self.seconds.items()},
        }


class Demo:
    """One run. ``work`` is a folder for workbooks and keys, emptied first; ``out`` gets the issued files."""

    def __init__(self, settings: Settings, teller: Teller, out: Path | None) -> None:
        self.work = settings.data / "demo"
        self.settings = settings.model_copy(update={"keys_dir": self.work / "keys", "key_passphrase": PASSPHRASE})
        self.teller = teller
        self.out = out or self.work / "out"

    def run(self) -> Summary:
        """Everything; nothing is left open. Raises Tampered if the demo proves nothing."""
        summary = Summary(uuid4())
        with self._timed(summary, "prepare", 1) as done:
            addresses = self._fresh_database()
            done(1)
        app = App(self.settings, addresses)
        school = generate(SEED)
        with self._timed(summary, "load", 1) as done:
            desk = self._load(app, school, summary.school_id)
            done(1)
        year = desk.year()
        self._keys(app, desk, year, summary)
        files = self._workbooks(desk, year, school, summary)
        self._import(desk, year, files, summary)
        self._corrections(app, desk, year, summary)
        self._sign(app, desk, year, summary)
        self._issue(app, desk, year, summary)
        self._verify(app, desk, summary)
        self._tamper(app, desk, summary)
        return summary

    def _fresh_database(self) -> Addresses:
        shutil.rmtree(self.work, ignore_errors=True)
        self.work.mkdir(parents=True)
        server = Addresses.of(self.settings, databases.MAINTENANCE)
        databases.drop(server.owner, DATABASE)
        databases.create(server.owner, DATABASE, server.role)
        addresses = Addresses.of(self.settings, DATABASE)
        addresses.migrate()
        return addresses

    def _load(self, app: App, school: DemoSchool, school_id: UUID) -> Desk:
        with app.pool.connection() as connection:
            connection.execute("INSERT INTO work.marks (name, value) VALUES (%s, %s)", [DEMO_MARK, str(school.seed)])
        path = self.work / "school.json"
        path.write_bytes(school.file.to_json())
        open_school(app.pool, school_id)
        load_school(app.ledgers[school_id], load_school_file(path), set())
        return app.desk(school_id)

    def _keys(self, app: App, desk: Desk, year: SchoolYear, summary: Summary) -> None:
        folder = app.keys(desk.ledger.school_id)
        signers = {right.staff_id for rights in (*year.teaching.values(), *year.homerooms.values()) for right in rights}
        people = [staff for staff in year.staff.values() if staff.staff_id in signers or Role.PRINCIPAL in staff.roles]
        with self._timed(summary, "keys", len(people) + 1) as done:
            for count, staff in enumerate((None, *people), 1):
                folder.create(year, desk, staff)
                keys.register(desk, staff, folder.load(staff).certificate, software=True)
                done(count)

    def _workbooks(
        self, desk: Desk, year: SchoolYear, school: DemoSchool, summary: Summary
    ) -> list[tuple[UUID, str | None, Path]]:
        """Every gradebook and homeroom workbook, filled as its teacher would; (class, subject, file)."""
        files: list[tuple[UUID, str | None, Path]] = []
        taught = [(found, each) for found in year.classes.values() for each in subjects(found.grade, year.name)]
        with self._timed(summary, "workbooks", len(taught) + len(year.classes)) as done:
            for found, each in taught:
                spec = gradebooks.gradebook_spec(desk, year, found, each.code)
                ids = {pupil.number: pupil.pupil_id for pupil in spec.pupils}
                marks = school.marks[found.code, each.code]
                comments = school.comments[found.code, each.code]
                filled = replace(
                    spec,
                    recorded={(ids[number], cell): mark for (number, cell), mark in marks.items()},
                    recorded_comments={ids[number]: text for number, text in comments.items()},
                )
                files.append((found.class_id, each.code, self.work / f"{found.code}-{each.code}.xlsx"))
                write_gradebook(filled, files[-1][2])
                done(len(files))
            for found in year.classes.values():
                form = gradebooks.homeroom_spec(desk, year, found)
                ids = {pupil.number: pupil.pupil_id for pupil in form.pupils}
                entries = {ids[number]: entry for number, entry in school.homeroom[found.code].items()}
                filled_form = replace(
                    form,
                    recorded_conduct={
                        (pupil, term): entry.conduct_1 if term is Term.ONE else entry.conduct_2
                        for pupil, entry in entries.items()
                        for term in Term
                    },
                    recorded_absences={
                        pupil: Absences(entry.absences_permitted, entry.absences_unpermitted)
                        for pupil, entry in entries.items()
                    },
                    recorded_comments={pupil: entry.comment for pupil, entry in entries.items()},
                )
                files.append((found.class_id, None, self.work / f"{found.code}-homeroom.xlsx"))
                write_homeroom(filled_form, files[-1][2])
                done(len(files))
        return files

    def _import(
        self, desk: Desk, year: SchoolYear, files: list[tuple[UUID, str | None, Path]], summary: Summary
    ) -> None:
        today = desk.context("").today
        with self._timed(summary, "import", len(files)) as done:
            for count, (class_id, code, path) in enumerate(files, 1):
                if code is None:
                    teacher = year.homeroom_teacher(class_id, today)
                    assert teacher is not None
                    gradebooks.import_homeroom(desk, path, str(teacher.staff_id))
                else:
                    teacher = year.teacher(class_id, code, today)
                    assert teacher is not None
                    gradebooks.import_gradebook(desk, path, str(teacher.staff_id))
                done(count)

    def _corrections(self, app: App, desk: Desk, year: SchoolYear, summary: Summary) -> None:
        """One typing error that the principal approves, one wish that he refuses."""
        found = next(iter(year.classes.values()))
        members = desk.members(found)
        scored = [each for each in subjects(found.grade, year.name) if each.kind is Kind.SCORED]
        principal = year.staff[signing.principal(year)]
        key = app.keys(desk.ledger.school_id).load(principal)
        with self._timed(summary, "corrections", 2) as done:
            asked = self._ask(desk, year, members[0], scored[0].code, "Nhập nhầm: bài kiểm tra ghi điểm khác.", "12/BC")
            corrections.approve_correction(desk, asked, str(principal.staff_id), key, "Đồng ý, đúng với bài kiểm tra.")
            summary.corrections_approved += 1
            done(1)
            asked = self._ask(desk, year, members[1], scored[1].code, "Đề nghị nâng điểm cho đủ mức.", "13/BC")
            reason = "Không đồng ý: bài kiểm tra đã chấm đúng."
            corrections.refuse_correction(desk, asked, str(principal.staff_id), reason)
            summary.corrections_refused += 1
            done(2)

    def _ask(self, desk: Desk, year: SchoolYear, member: Member, code: str, reason: str, number: str) -> UUID:
        cell = Cell(subject=code, term=Term.ONE, column=Column.TX1)
        report = desk.report(member.report_id)
        before = report.marks[cell].value
        assert isinstance(before, Score)
        after = Score(before.value - 1 if before.value >= 9 else before.value + 1)
        teacher = year.teacher(report.started.class_id, code, desk.context("").today)
        assert teacher is not None
        paper = self.work / f"bao-cao-{number.replace('/', '-')}.pdf"
        paper.write_bytes(correction_paper(number, reason))
        written, blob = corrections.read_paper(paper, f"{number}-THCSSL", desk.context("").today)
        change = e.MarkChange(cell=cell, before=before, after=after)
        actor = str(teacher.staff_id)
        asked = corrections.request_correction(
            desk, member.report_id, (change,), actor, e.ReasonCode.TYPING_ERROR, reason, written, blob
        )
        return asked.request_id

    def _sign(self, app: App, desk: Desk, year: SchoolYear, summary: Summary) -> None:
        folder, today = app.keys(desk.ledger.school_id), desk.context("").today
        clerk = next(staff for staff in year.staff.values() if Role.CLERK in staff.roles)
        head = year.staff[signing.principal(year)]
        for found in year.classes.values():
            members = desk.members(found)
            with self._timed(summary, "open", len(members)) as done:
                _all(signing.open_reports(desk, members, str(clerk.staff_id), progress=done), "open")
            codes = [each.code for each in subjects(found.grade, year.name)]
            with self._timed(summary, "sign", (len(codes) + 2) * len(members)) as done:
                for step, code in enumerate((*codes, Stage.HOMEROOM, Stage.HEAD)):
                    stage = code if isinstance(code, Stage) else Stage.SUBJECT
                    subject = None if isinstance(code, Stage) else code
                    staff = head if stage is Stage.HEAD else year.homeroom_teacher(found.class_id, today)
                    if subject:
                        staff = year.teacher(found.class_id, subject, today)
                    assert staff is not None
                    before = step * len(members)
                    outcome = signing.sign_reports(
                        desk, members, str(staff.staff_id), folder.load(staff), stage, subject,
                        lambda count, before=before, done=done: done(before + count),
                    )  # fmt: skip
                    _all(outcome, "sign")
            with self._timed(summary, "seal", len(members)) as done:
                outcome = signing.seal_reports(desk, members, str(clerk.staff_id), folder.load(None), done)
                _all(outcome, "seal")

    def _issue(self, app: App, desk: Desk, year: SchoolYear, summary: Summary) -> None:
        folder = app.keys(desk.ledger.school_id)
        issue_keys = IssueKeys(folder.log_key(app.origin(desk.ledger.school_id)), folder.load(None))
        clerk = next(staff for staff in year.staff.values() if Role.CLERK in staff.roles)
        self.out.mkdir(parents=True, exist_ok=True)
        for found in year.classes.values():
            members = desk.members(found)
            with self._timed(summary, "issue", len(members)) as done:
                public_url = self.settings.public_url
                _all(issue_reports(desk, members, str(clerk.staff_id), issue_keys, public_url, done), "issue")
            for report in desk.reports([member.report_id for member in members]).values():
                if report.issued and report.document and report.sealed:
                    summary.reports_issued += 1
                    self._export(desk, report, summary)
        (self.out / "verifier.key").write_text(f"{issue_keys.log.verifier_key}\n", encoding="utf-8")
        (self.out / "roots.pem").write_bytes(folder.roots_pem())
        desk.runner.catch_up(desk.ledger)
        summary.events = desk.ledger.size()

    def _export(self, desk: Desk, report: Any, summary: Summary) -> None:
        lookup_id = report.issued.value.lookup_id
        pdf = desk.ledger.blob(report.document.pdf_sha256)
        (self.out / f"{lookup_id}.pdf").write_bytes(pdf)
        (self.out / f"{lookup_id}.xml").write_bytes(desk.ledger.blob(report.sealed.xml_sha256))
        (self.out / f"{lookup_id}.tlog-proof").write_bytes(attachments(pdf)[RECEIPT_NAME])
        summary.lookup_ids.append(lookup_id)

    def _verify(self, app: App, desk: Desk, summary: Summary) -> None:
        """As an inspector would: files, verifier key and roots from the folder, nothing else."""
        key = VerifierKey.parse((self.out / "verifier.key").read_text(encoding="utf-8").strip())
        roots = TrustRoots.from_pem((self.out / "roots.pem").read_bytes())
        with self._timed(summary, "verify", len(summary.lookup_ids)) as done:
            for count, lookup_id in enumerate(summary.lookup_ids, 1):
                found = verify_file((self.out / f"{lookup_id}.pdf").read_bytes(), None, key, roots)
                if found.verdict is not Verdict.VALID:
                    raise Tampered("demo.broken", stage="verify", found=lookup_id)
                summary.reports_verified += 1
                done(count)

    def _tamper(self, app: App, desk: Desk, summary: Summary) -> None:
        with self._timed(summary, "tamper", 1) as done:
            key = VerifierKey.parse((self.out / "verifier.key").read_text(encoding="utf-8").strip())
            summary.tamper_done_at, summary.tamper_found_at = tampered_copy(app, desk.ledger.school_id, key)
            if summary.tamper_found_at != summary.tamper_done_at:
                raise Tampered("demo.broken", stage="tamper", found=summary.tamper_found_at)
            done(1)

    @contextmanager
    def _timed(self, summary: Summary, name: str, total: int) -> Iterator[Callable[[int], None]]:
        started = time.monotonic()
        with self.teller.stage(name, total) as done:
            yield done
        summary.seconds[name] = summary.seconds.get(name, 0.0) + time.monotonic() - started


def _all(outcome: signing.Outcome, stage: str) -> None:
    """In the demo nothing may be refused: its school is complete."""
    for _, error in outcome.refused:
        raise error
    if not outcome.done:
        raise Tampered("demo.broken", stage=stage, found=0)


def correction_paper(number: str, reason: str) -> bytes:
    """The written report to the principal, as the teacher would have written it elsewhere: a one-page PDF."""
    text = f"BÁO CÁO ĐỀ NGHỊ ĐIỀU CHỈNH THÔNG TIN HỌC BẠ SỐ\n\nSố: {number}\n\n{reason}\n"
    return bytes(typst.compile(b"#sys.inputs.text", sys_inputs={"text": text}))
