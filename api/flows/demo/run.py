"""
``hocba demo``: the main job from beginning to end, by the same flows as the commands, on a database of its own.

Stages: prepare · load · keys · workbooks · import · corrections · open · sign · seal · issue · verify · tamper.
"""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID, uuid4

from anchors.checkpoint import VerifierKey
from anchors.signing.pdf import attachments
from anchors.signing.trust import TrustRoots
from anchors.verify import Verdict, verify_file
from api.app import DEMO_MARK, Addresses, App
from api.embedded_postgres import databases
from api.flows import signing
from api.flows.demo.acting import Cast, Filled
from api.flows.demo.generator import DemoSchool, generate
from api.flows.demo.tamper import tampered_copy
from api.flows.demo.timestamp_service import stamping
from api.flows.demo.workbooks import record_workbooks, write_workbooks
from api.flows.desk import Desk, Member
from api.flows.issuing import RECEIPT_NAME, IssueKeys, issue_reports
from api.flows.school_file import load_school_file
from api.flows.school_load import load_school
from api.settings import Settings
from api.whole_file import write_whole
from api.workers import Workers
from domain.errors import Tampered
from domain.ledger import open_school
from domain.messages import MESSAGES
from domain.report.state import Report
from projections.documents.paper import plain_page

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
PASSPHRASE = "hoc-ba-so-demo"  # noqa: S105  # see above
SEED = 2026

SUMMARY_FILE = "summary.json"
KEY_FILE = "verifier.key"
ROOTS_FILE = "roots.pem"
#: An issued report's files, named by lookup code.
REPORT_FILE = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.(pdf|xml|tlog-proof)")


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
    reports_timestamped: int = 0
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
            "reports_timestamped": self.reports_timestamped,
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
        self.timestamp_root = b""

    def run(self) -> Summary:
        """Everything; nothing is left open. Raises Tampered if the demo proves nothing."""
        summary = Summary(uuid4())
        with self._timed(summary, "prepare", 1) as done:
            addresses = self._fresh_database()
            done(1)
        with stamping(self.settings) as (settings, self.timestamp_root), App(settings, addresses) as app:
            school = generate(SEED)
            with self._timed(summary, "load", 1) as done:
                desk = self._load(app, school, summary.school_id)
                done(1)
            cast = Cast(desk, app.keys(summary.school_id))
            with self._timed(summary, "keys", len(cast.signers()) + 1) as done:
                cast.make_keys(done)
            self._record(app, cast, school, summary)
            self._corrections(cast, summary)
            self._sign(cast, summary)
            self._issue(app, cast, summary)
            self._verify(summary)
        self._tamper(addresses, summary)
        return summary

    def _fresh_database(self) -> Addresses:
        shutil.rmtree(self.work, ignore_errors=True)
        self.work.mkdir(parents=True)
        self._clear_out()
        server = Addresses.of(self.settings, databases.MAINTENANCE)
        databases.drop(server.owner, DATABASE)
        databases.create(server.owner, DATABASE, server.role)
        addresses = Addresses.of(self.settings, DATABASE)
        addresses.migrate()
        return addresses

    def _clear_out(self) -> None:
        """Remove what an earlier demo left there: its reports rest on other keys. Other files are not touched."""
        self.out.mkdir(parents=True, exist_ok=True)
        if not (self.out / SUMMARY_FILE).exists():
            return
        for path in self.out.iterdir():
            if path.name in (SUMMARY_FILE, KEY_FILE, ROOTS_FILE) or REPORT_FILE.fullmatch(path.name):
                path.unlink()

    def _load(self, app: App, school: DemoSchool, school_id: UUID) -> Desk:
        with app.pool.connection() as connection:
            connection.execute("INSERT INTO work.marks (name, value) VALUES (%s, %s)", [DEMO_MARK, str(school.seed)])
        path = self.work / "school.json"
        path.write_bytes(school.file.to_json())
        open_school(app.pool, school_id)
        load_school(app.ledgers[school_id], load_school_file(path), set())
        return app.desk(school_id)

    def _record(self, app: App, cast: Cast, school: DemoSchool, summary: Summary) -> None:
        """Workbooks written, then imported: what the teachers of the class do over a year."""
        total = sum(len(cast.subjects(found)) + 1 for found in cast.classes)
        files: list[Filled] = []
        with Workers(app) as workers:
            with self._timed(summary, "workbooks", total) as done:
                for filled in write_workbooks(workers, cast, school, self.work):
                    files += filled
                    done(len(files))
            with self._timed(summary, "import", total) as done:
                for count, _ in enumerate(record_workbooks(workers, cast, files), 1):
                    done(count)

    def _corrections(self, cast: Cast, summary: Summary) -> None:
        """One typing error that the principal approves, one wish that he refuses."""
        found = cast.classes[0]
        members = cast.desk.members(found)
        # Neither mark is the principal's own: he could not decide about it.
        codes = [code for code in ("TOAN", "NGU_VAN", "KHTN") if cast.teacher(found, code) != cast.principal]
        with self._timed(summary, "corrections", 2) as done:
            asked = self._ask(cast, members[0], codes[0], "Nhập nhầm: bài kiểm tra ghi điểm khác.", 12)
            cast.approve(asked, "Đồng ý, đúng với bài kiểm tra.")
            summary.corrections_approved += 1
            done(1)
            asked = self._ask(cast, members[1], codes[1], "Đề nghị nâng điểm cho đủ mức.", 13)
            cast.refuse(asked, "Không đồng ý: bài kiểm tra đã chấm đúng.")
            summary.corrections_refused += 1
            done(2)

    def _ask(self, cast: Cast, member: Member, code: str, reason: str, number: int) -> UUID:
        paper, title = self.work / f"bao-cao-{number}.pdf", f"{number}/BC-THCSSL"
        paper.write_bytes(correction_paper(title, reason))
        return cast.ask(cast.classes[0], member.report_id, code, reason, title, paper)

    def _sign(self, cast: Cast, summary: Summary) -> None:
        for found in cast.classes:
            members = cast.desk.members(found)
            with self._timed(summary, "open", len(members)) as done:
                _all(cast.open(members, done), "open")
            with self._timed(summary, "sign", (len(cast.subjects(found)) + 2) * len(members)) as done:
                for outcome in cast.sign(found, members, done):
                    _all(outcome, "sign")
            with self._timed(summary, "seal", len(members)) as done:
                _all(cast.seal(members, done), "seal")

    def _issue(self, app: App, cast: Cast, summary: Summary) -> None:
        desk = cast.desk
        log = cast.folder.log_key(app.origin(desk.ledger.school_id), desk.ledger)
        issue_keys = IssueKeys(log, cast.key(None), app.timestamps)
        for found in cast.classes:
            members = desk.members(found)
            with self._timed(summary, "issue", len(members)) as done:
                clerk, public_url = str(cast.clerk.staff_id), self.settings.public_url
                _all(issue_reports(desk, members, clerk, issue_keys, public_url, done), "issue")
            for report in desk.reports([member.report_id for member in members]).values():
                if report.issued and report.document and report.sealed:
                    summary.reports_issued += 1
                    self._export(desk, report, summary)
        write_whole(self.out / KEY_FILE, f"{issue_keys.log.verifier_key}\n".encode())
        write_whole(self.out / ROOTS_FILE, cast.folder.roots_pem() + self.timestamp_root)
        desk.runner.catch_up(desk.ledger)
        summary.events = desk.ledger.size()

    def _export(self, desk: Desk, report: Report, summary: Summary) -> None:
        assert report.issued is not None, "only issued reports are exported"
        assert report.document is not None
        assert report.sealed is not None
        lookup_id = report.issued.value.lookup_id
        pdf = desk.ledger.blob(report.document.pdf_sha256)
        write_whole(self.out / f"{lookup_id}.pdf", pdf)
        write_whole(self.out / f"{lookup_id}.xml", desk.ledger.blob(report.sealed.xml_sha256))
        write_whole(self.out / f"{lookup_id}.tlog-proof", attachments(pdf)[RECEIPT_NAME])
        summary.lookup_ids.append(lookup_id)

    def _verify(self, summary: Summary) -> None:
        """As an inspector would: files, verifier key and roots from the folder, nothing else."""
        key = VerifierKey.parse((self.out / KEY_FILE).read_text(encoding="utf-8").strip())
        roots = TrustRoots.from_pem((self.out / ROOTS_FILE).read_bytes())
        with self._timed(summary, "verify", len(summary.lookup_ids)) as done:
            for count, lookup_id in enumerate(summary.lookup_ids, 1):
                found = verify_file((self.out / f"{lookup_id}.pdf").read_bytes(), None, key, roots)
                if found.verdict is not Verdict.VALID or len(found.timestamps) != (2 if self.timestamp_root else 0):
                    raise Tampered("demo.broken", stage="verify", found=lookup_id)
                summary.reports_verified += 1
                summary.reports_timestamped += bool(found.timestamps)
                done(count)

    def _tamper(self, addresses: Addresses, summary: Summary) -> None:
        with self._timed(summary, "tamper", 1) as done:
            key = VerifierKey.parse((self.out / KEY_FILE).read_text(encoding="utf-8").strip())
            changed, found = tampered_copy(self.settings, addresses, summary.school_id, key)
            summary.tamper_done_at, summary.tamper_found_at = changed, found
            if found != changed:
                raise Tampered("demo.broken", stage="tamper", found=found)
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
    return plain_page(text)
