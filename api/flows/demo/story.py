"""
``hocba demo --story corrections``: the life of one report, played by its people on days of its school year.

Asked, refused, approved; signed, sent back, corrected after the signatures; issued, cancelled, recalled, closed. Every
act goes through the same flows as the commands, on a database whose clock is set to the day of each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from anchors.checkpoint import VerifierKey
from anchors.signing.trust import TrustRoots
from anchors.verify import Verification, verify_file
from api.app import App
from api.flows import corrections, signing, turns
from api.flows.after_issue import take_step
from api.flows.auditing.history import History, history
from api.flows.classes import issue_keys
from api.flows.correction_places import changes_at
from api.flows.demo.acting import Cast
from api.flows.demo.classes import export
from api.flows.demo.generator import generate
from api.flows.demo.run import KEY_FILE, ROOTS_FILE, SEED, Demo
from api.flows.desk import Member
from api.flows.issuing import issue_reports
from api.flows.papers import pupil_line
from api.flows.signing import Outcome
from domain.context import VIETNAM
from domain.formats.hoc_ba import Stage
from domain.ledger import Blob
from domain.messages import Language
from domain.report import commands as c
from domain.report import events as e
from domain.report.document import SchoolIdentity
from domain.school_year.state import Staff
from projections.documents.administrative import Head, Letter, letter_pdf

CLASS, PUPILS = "8A", 3

#: What somebody who is asked today says of a verified edition.
Judge = Callable[[App, Verification], Verification]
#: A moment of the story, and what is done then.
Scene = tuple[datetime, Callable[[], object]]


def _at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    """A time of 2026 in Vietnam; every day of the story lies in the past."""
    return datetime(2026, month, day, hour, minute, tzinfo=VIETNAM)


@dataclass(slots=True)
class Told:
    """What is left of a story: its report, the code and verdicts of each edition, the ledger's size."""

    school_id: UUID
    report_id: UUID
    history: History
    codes: list[UUID]
    editions: list[Verification] = field(default_factory=list)
    live: list[Verification] = field(default_factory=list)
    events: int = 0

    def as_json(self) -> dict[str, Any]:
        """The content of ``summary.json``."""
        return {
            "school_id": str(self.school_id),
            "report_id": str(self.report_id),
            "events": self.events,
            "editions": [
                {"lookup_id": str(code), "offline": offline.verdict.value, "live": live.verdict.value}
                for code, offline, live in zip(self.codes, self.editions, self.live, strict=True)
            ],
            "history": self.history.model_dump(mode="json"),
        }


@dataclass(frozen=True, slots=True)
class Sender:
    """Whose paper it is, and what stands behind its number (kí hiệu)."""

    body: SchoolIdentity
    symbol: str


class Life:
    """The report of the class's first pupil, and those who have to do with it."""

    def __init__(self, app: App, cast: Cast, out: Path) -> None:
        self.app, self.cast, self.desk, self.out = app, cast, cast.desk, out
        self.found = cast.classes[0]
        self.issued: list[UUID] = []
        self._asked = UUID(int=0)
        self._papers = count(21)
        self._submissions = count(1)

    @property
    def _members(self) -> list[Member]:
        return self.desk.members(self.found)[:1]

    @property
    def report_id(self) -> UUID:
        """The report."""
        return self._members[0].report_id

    def scenes(self) -> Iterator[Scene]:
        """The acts in order of their days; deadlines are those of the plans, 15/6 to 30/6."""
        yield from self._marks()
        yield from self._signatures()
        yield from self._first_edition_ends()
        yield from self._second_edition_ends()
        yield from self._third_edition_stands()

    def _marks(self) -> Iterator[Scene]:
        maths = self.cast.teacher(self.found, "TOAN")
        wish, slip = [("TOAN/2/GK", "9,5")], [("TOAN/2/TX1", "7,5")]
        yield _at(5, 18, 9), lambda: self._ask(maths, wish, e.ReasonCode.OTHER, "Đề nghị nâng điểm để đủ mức Tốt.")
        yield _at(5, 18, 15), lambda: self._refuse("Không có căn cứ: bài kiểm tra đã chấm đúng.")
        yield _at(5, 19, 8), lambda: self._ask(maths, slip, e.ReasonCode.TYPING_ERROR, "Ghi nhầm số trên bài kiểm tra.")
        yield _at(5, 19, 14), lambda: self._approve("Đúng với bài kiểm tra đã lưu.")

    def _signatures(self) -> Iterator[Scene]:
        """Signed, sent back with a note, corrected, signed; then a mark found wrong after the principal's signature."""
        history, science = (self.cast.teacher(self.found, code) for code in ("LS_DL", "KHTN"))
        comment = [("LS_DL/comment", "Nắm chắc kiến thức, đọc bản đồ tốt; cần mạnh dạn trình bày ý kiến hơn.")]
        note = "Nhận xét môn Lịch sử và Địa lí có vẻ của học sinh khác. Đề nghị thầy cô xem lại."
        mark = [("KHTN/2/CK", "8,5")]
        yield _at(6, 10, 8), self._open
        yield _at(6, 12, 9), lambda: self._sign(Stage.SUBJECT)
        yield _at(6, 13, 9), lambda: self._send_back("LS_DL", note)
        yield (
            _at(6, 13, 15),
            lambda: self._ask(history, comment, e.ReasonCode.WRONG_PUPIL, "Nhận xét ghi nhầm em khác."),
        )
        yield _at(6, 14, 8), lambda: self._approve(None)
        yield _at(6, 14, 10), lambda: self._sign(Stage.SUBJECT)
        yield _at(6, 18, 9), lambda: self._sign(Stage.HOMEROOM)
        yield _at(6, 22, 9), lambda: self._sign(Stage.HEAD)
        yield _at(6, 23, 8), lambda: self._ask(science, mark, e.ReasonCode.REMARKED, "Chấm phúc tra bài cuối kì II.")
        yield _at(6, 23, 14), lambda: self._approve("Đồng ý theo biên bản phúc tra.")
        yield _at(6, 24, 8), lambda: self._sign(*Stage.__members__.values())

    def _first_edition_ends(self) -> Iterator[Scene]:
        """Issued, not submitted, the birth place wrong: the principal cancels it (people.md C4.3)."""
        place = [("identity/birth_place", self._birth_place)]
        decision = "Quyết định", "Hủy bỏ học bạ số đã phát hành", "Nơi sinh ghi sai so với giấy khai sinh."
        yield _at(6, 29, 9), self._seal_and_issue
        yield (
            _at(7, 1, 8),
            lambda: self._by_principal(c.CancelEdition, *decision),
        )
        yield (
            _at(7, 1, 9),
            lambda: self._ask(self._homeroom, place, e.ReasonCode.CIVIL_STATUS, "Theo bản sao giấy khai sinh."),
        )
        yield _at(7, 1, 14), lambda: self._approve(None)
        yield _at(7, 1, 15), self._open
        yield _at(7, 2, 8), lambda: self._sign(*Stage.__members__.values())
        yield _at(7, 2, 10), self._seal_and_issue

    def _second_edition_ends(self) -> Iterator[Scene]:
        """Submitted, then found wrong: only the Department can let it be recalled."""
        absences = [("absences", "2+0")]
        found = "Số buổi nghỉ ghi thiếu một buổi có phép."
        agreed = "Sở đồng ý để nhà trường thu hồi bản đã nộp, điều chỉnh và nộp lại."
        yield _at(7, 3, 9), self._submit
        yield _at(7, 6, 8), lambda: self._by_principal(c.RequestRecall, "Công văn", "Đề nghị thu hồi học bạ số", found)
        yield _at(7, 8, 10), lambda: self._by_department(c.GrantRecall, "Đồng ý thu hồi học bạ số", agreed)
        yield (
            _at(7, 8, 14),
            lambda: self._ask(self._homeroom, absences, e.ReasonCode.OTHER, "Bổ sung đơn xin phép ngày 12/3."),
        )
        yield _at(7, 9, 8), lambda: self._approve(None)
        yield _at(7, 9, 9), self._open
        yield _at(7, 9, 14), lambda: self._sign(*Stage.__members__.values())
        yield _at(7, 10, 9), self._seal_and_issue

    def _third_edition_stands(self) -> Iterator[Scene]:
        clerk = self.cast.clerk
        yield _at(7, 10, 15), self._submit
        yield (
            _at(7, 14, 9),
            lambda: self._step(clerk, c.AcceptSubmission, reference="SGD-2026-0714", on=date(2026, 7, 14)),
        )
        yield _at(7, 31, 16), lambda: self._step(clerk, c.CloseReport, on=date(2026, 7, 31))

    @property
    def _homeroom(self) -> Staff:
        return self.cast.homeroom(self.found)

    @property
    def _birth_place(self) -> str:
        school = self.cast.year.school
        return f"{school.ward}, {school.province}"

    def _ask(self, staff: Staff, wanted: list[tuple[str, str]], code: e.ReasonCode, reason: str) -> None:
        """With the written report that the system makes."""
        found = changes_at(self.desk, self.desk.report(self.report_id), wanted)
        attached = (self._birth_certificate(),) if found.personal else ()
        asked = corrections.request_correction(
            self.desk,
            self.report_id,
            found.changes,
            str(staff.staff_id),
            code,
            reason,
            key=self.cast.key(staff),
            personal=found.personal,
            attached=corrections.attachments(attached),
        )
        self._asked = asked.request_id

    def _birth_certificate(self) -> tuple[e.Attachment, Blob]:
        """What a change of the identity must rest on."""
        text = f"Nơi sinh: {self._birth_place}."
        ward = self._above("TLKS-BS", f"UBND {self.cast.year.school.ward}")
        _, file = self._paper(ward, "Trích lục", "Khai sinh (bản sao)", text, "TM. Ủy ban nhân dân", "Trần Văn Khoan")
        return corrections.attachment(file.content, "trich-luc-khai-sinh.pdf")

    def _approve(self, remark: str | None) -> None:
        self.cast.approve(self._asked, remark)

    def _refuse(self, remark: str) -> None:
        self.cast.refuse(self._asked, remark)

    def _open(self) -> None:
        _done(self.cast.open(self._members))

    def _sign(self, *stages: Stage) -> None:
        """Those whose signature is missing, up to the last of these stages."""
        for staff, wanted in self.cast.signatures(self.found):
            if wanted.stage in stages:
                key = self.cast.key(staff)
                _done(signing.sign_reports(self.desk, self._members, str(staff.staff_id), key, wanted))

    def _send_back(self, subject: str, note: str) -> None:
        actor = str(self._homeroom.staff_id)
        _done(turns.send_back(self.desk, self._members, actor, (Stage.SUBJECT, subject), note))

    def _seal_and_issue(self) -> None:
        _done(self.cast.seal(self._members))
        keys = issue_keys(self.app, self.desk.ledger.school_id)
        clerk = str(self.cast.clerk.staff_id)
        _done(issue_reports(self.desk, self._members, clerk, keys, self.app.settings.public_url))
        self.issued.append(export(self.desk, self.desk.report(self.report_id), self.out))

    def _submit(self) -> None:
        self._step(self.cast.clerk, c.SubmitReport, reference=f"GT-2026-{next(self._submissions):04}")

    def _step(self, staff: Staff, step: type[c.AfterIssue], *files: Blob, **said: object) -> None:
        _done(take_step(self.desk, self._members, str(staff.staff_id), step.model_validate(said), files))

    def _by_principal(self, step: type[c.AfterIssue], kind: str, about: str, reason: str) -> None:
        """A step that a paper of the school stands for."""
        year, principal = self.cast.year, self.cast.principal
        name = self.desk.signatory(principal).full_name
        symbol = "QĐ-THCSSL" if step is c.CancelEdition else "CV-THCSSL"
        paper, file = self._paper(Sender(year.school, symbol), kind, about, reason, "Hiệu trưởng", name)
        self._step(principal, step, file, reason=reason, paper=paper)

    def _by_department(self, step: type[c.AfterIssue], about: str, text: str) -> None:
        """What the Department answers, entered by the clerk."""
        department = self._above("SGDĐT-GDTrH", self.cast.year.school.department)
        paper, file = self._paper(department, "Công văn", about, text, "Phó Giám đốc", "Nguyễn Thị Minh Khuê")
        self._step(self.cast.clerk, step, file, document=paper)

    def _above(self, symbol: str, name: str) -> Sender:
        """A body that is above the school, itself below the province's."""
        school = self.cast.year.school
        body = {"name": name, "department": f"UBND {school.province}", "level": "THPT"}
        return Sender(school.model_copy(update=body), symbol)

    def _paper(
        self, sender: Sender, kind: str, about: str, text: str, capacity: str, name: str
    ) -> tuple[e.Paper, Blob]:
        today, number = self.desk.today, f"{next(self._papers)}/{sender.symbol}"
        head = Head(sender.body, number, self.cast.year.place_of_issue, today, demo=True)
        pupil = pupil_line(self.desk, self.cast.year, self.desk.report(self.report_id))
        file = Blob(letter_pdf(Letter(head, pupil, kind, about, (text,), capacity, name)), "application/pdf")
        return e.Paper(number=number, dated=today, sha256=file.sha256, media_type=file.media_type), file


def _done(outcome: Outcome) -> None:
    """In the story nothing may be refused."""
    for _, error in outcome.refused:
        raise error


class Story(Demo):
    """One class of three pupils; the report of the first lives."""

    def play(self, judge: Judge, language: Language = "vi") -> Told:
        """Everything; ``judge`` says what became of each edition. Raises Tampered where something was refused."""
        with self._alone():
            return self._lived(judge, language)

    def _lived(self, judge: Judge, language: Language) -> Told:
        with self.teller.stage("prepare", 1) as done:
            addresses = self._fresh_database(test_clock=True)
            done(1)
        with App(self.settings, addresses) as app:
            cast = self._begin(app)
            life = Life(app, cast, self.out)
            scenes = list(life.scenes())
            with self.teller.stage("story", len(scenes)) as done:
                for number, (moment, act) in enumerate(scenes, 1):
                    cast.desk.ledger.clock.set(moment)
                    act()
                    done(number)
            return self._told(app, cast, life, judge, language)

    def _begin(self, app: App) -> Cast:
        school_id = uuid4()
        school = generate(SEED, classes=[(CLASS, PUPILS)], level=self.level)
        app.ledgers.clock.set(_at(5, 4, 8))
        with self.teller.stage("load", 1) as done:
            desk = self._load(app, school, school_id)
            done(1)
        cast = Cast(desk, app.keys(school_id))
        with self.teller.stage("keys", len(cast.signers()) + 1) as done:
            cast.make_keys(done)
        found = cast.classes[0]
        with self.teller.stage("import", len(cast.subjects(found)) + 1) as done:
            for number, filled in enumerate(cast.workbooks(school, self.work), 1):
                cast.record(filled)
                done(number)
        self._write_keys(app, cast)
        return cast

    def _told(self, app: App, cast: Cast, life: Life, judge: Judge, language: Language) -> Told:
        """Every edition is genuine for ever; only who is asked today knows which one stands."""
        ledger = cast.desk.ledger
        cast.desk.runner.catch_up(ledger)
        key = VerifierKey.parse((self.out / KEY_FILE).read_text(encoding="utf-8").strip())
        roots = TrustRoots.from_pem((self.out / ROOTS_FILE).read_bytes())
        told = Told(
            ledger.school_id,
            life.report_id,
            history(ledger, life.report_id, language),
            life.issued,
            events=ledger.size(),
        )
        for lookup_id in life.issued:
            found = verify_file((self.out / f"{lookup_id}.pdf").read_bytes(), None, key, roots)
            told.editions.append(found)
            told.live.append(judge(app, found))
        return told
