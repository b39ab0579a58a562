"""
``hocba demo``: the main job from beginning to end, by the same flows as the commands, on a database of its own.

Stages: prepare · load · keys · workbooks · import · corrections · open · sign · seal · issue · pages · verify · tamper.
One class (of lower secondary 42 reports) or plan 000's whole school (1,234): the same stages, by as many processes as
the machine has processors where there is more than one class. Nothing that grows with the school is held in memory.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple, Protocol
from uuid import UUID, uuid4

from anchors.checkpoint import VerifierKey
from anchors.signing.trust import TrustRoots
from anchors.verify import Verdict, Verification
from api.app import DEMO_MARK, Addresses, App
from api.embedded_postgres import databases
from api.flows.demo.acting import Cast, Filled
from api.flows.demo.classes import REPORT_FILE, Classes
from api.flows.demo.generator import DemoSchool, generate
from api.flows.demo.schools import DemoLevel
from api.flows.demo.tamper import tampered_copy
from api.flows.demo.timestamp_service import RunningService, stamping
from api.flows.demo.workbooks import record_workbooks, write_workbooks
from api.flows.desk import Desk
from api.flows.school_file import load_school_file
from api.flows.school_load import load_school
from api.processes import Processes, memory_peak
from api.settings import Settings
from api.verifying import Evidence, Verified, verifiers, verify_files
from api.whole_file import write_whole
from api.workers import Workers
from domain.errors import Misused, Tampered
from domain.ledger import open_school
from domain.messages import MESSAGES

MESSAGES.update(
    {
        "demo.under_way": (
            "Một bản trình diễn khác đang chạy trên cơ sở dữ liệu {database}. Hãy chờ nó xong, hoặc đặt"
            " HOCBA_DEMO_DATABASE thành tên khác.",
            "Another demo is being played in the database {database}. Wait for its end, or set HOCBA_DEMO_DATABASE to"
            " another name.",
        ),
    }
)

#: Its keys are invented at each run and have no value, so their passphrase is no secret.
PASSPHRASE = "hoc-ba-so-demo"  # noqa: S105  # see above
SEED = 2026

SUMMARY_FILE = "summary.json"
KEY_FILE = "verifier.key"
ROOTS_FILE = "roots.pem"


class Teller(Protocol):
    """Shows how far a stage has come."""

    @contextmanager
    def stage(self, name: str, total: int) -> Iterator[Callable[[int], None]]:
        """Yields the function to call with how much of ``total`` is done."""
        yield lambda done: None


class Memory(NamedTuple):
    """The most memory that a process took, in bytes; ``role`` says which it was."""

    role: str
    peak: int


@dataclass(slots=True)
class Summary:
    """What the demo did; ``seconds`` per stage, ``memory`` of every process of the program."""

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
    memory: list[Memory] = field(default_factory=list)

    def remember(self, role: str, pool: Processes[Any]) -> None:
        """The memory of a pool's processes, this one left out."""
        self.memory += [Memory(role, peak) for process, peak in pool.memory_peaks.items() if process != os.getpid()]

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
            "memory_peaks": [{"role": role, "bytes": peak} for role, peak in self.memory],
        }


class Demo:
    """
    One run. ``work`` is a folder for workbooks and keys, emptied first; ``out`` gets the issued files.

    Args:
        settings: of the server; the database is the demo's own.
        teller: shows how far each stage has come.
        out: a folder; ``work/out`` unless given.
        classes: code and number of pupils of each; the level's own one class unless given.
        level: of the school.
        count: processes; the machine's processors unless given.

    """

    def __init__(
        self,
        settings: Settings,
        teller: Teller,
        out: Path | None,
        classes: Sequence[tuple[str, int]] | None = None,
        count: int | None = None,
        level: DemoLevel = DemoLevel.LOWER,
    ) -> None:
        self.work = settings.data / "demo"
        self.settings = settings.model_copy(update={"keys_dir": self.work / "keys", "key_passphrase": PASSPHRASE})
        self.teller = teller
        self.out = out or self.work / "out"
        self.classes = classes
        self.level = level
        self.count = count
        self.stamper: RunningService | None = None

    def run(self) -> Summary:
        """Everything; nothing is left open. Raises Tampered if the demo proves nothing."""
        summary = Summary(uuid4())
        with self._alone():
            return self._played(summary)

    def _played(self, summary: Summary) -> Summary:
        with self._timed(summary, "prepare", 1) as done:
            addresses = self._fresh_database()
            done(1)
        with (
            stamping(self.settings) as (settings, self.stamper),
            App(settings, addresses) as app,
            Workers(app, self.count) as workers,
        ):
            cast = self._prepare(app, workers, summary)
            self._corrections(cast, summary)
            classes = Classes(workers, cast, self.out)
            self._sign(classes, summary)
            self._issue(app, classes, cast, summary)
            self._show(cast.desk, summary)
            self._verify(summary)
            summary.remember("worker", workers)
            if self.stamper:
                summary.memory.append(Memory("timestamp service", memory_peak(self.stamper.pid)))
        self._tamper(addresses, summary)
        summary.memory.insert(0, Memory("main", memory_peak()))
        return summary

    def _prepare(self, app: App, workers: Workers, summary: Summary) -> Cast:
        """The school loaded, its people with keys, everything recorded. What was invented for it is let go again."""
        school = generate(SEED, classes=self.classes, level=self.level)
        with self._timed(summary, "load", 1) as done:
            desk = self._load(app, school, summary.school_id)
            done(1)
        cast = Cast(desk, app.keys(summary.school_id))
        with self._timed(summary, "keys", len(cast.signers()) + 1) as done:
            cast.make_keys(done)
        self._record(workers, cast, school, summary)
        return cast

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """While this run lasts no other makes the same database anew. Raises Misused where one is under way."""
        server, name = Addresses.of(self.settings, databases.MAINTENANCE), self.settings.demo_database
        with databases.connected(server.owner, name) as connection:
            held = connection.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [name]).fetchone()
            if held != (True,):
                raise Misused("demo.under_way", database=name)
            yield

    def _fresh_database(self, *, test_clock: bool = False) -> Addresses:
        shutil.rmtree(self.work, ignore_errors=True)
        self.work.mkdir(parents=True)
        self._clear_out()
        server = Addresses.of(self.settings, databases.MAINTENANCE)
        databases.drop(server.owner, self.settings.demo_database)
        databases.create(server.owner, self.settings.demo_database, server.role)
        addresses = Addresses.of(self.settings, self.settings.demo_database)
        addresses.migrate(test_clock=test_clock)
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

    def _record(self, workers: Workers, cast: Cast, school: DemoSchool, summary: Summary) -> None:
        """Workbooks written, then imported: what the teachers of the class do over a year."""
        total = sum(len(cast.subjects(found)) + 1 for found in cast.classes)
        files: list[Filled] = []
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
        taught = [code for code in ("TOAN", "NGU_VAN", "TIENG_VIET", "KHTN") if code in cast.subjects(found)]
        codes = [code for code in taught if cast.teacher(found, code) != cast.principal]
        with self._timed(summary, "corrections", 2) as done:
            asked = cast.ask(found, members[0].report_id, codes[0], "Nhập nhầm: bài kiểm tra ghi điểm khác.")
            cast.approve(asked, "Đồng ý, đúng với bài kiểm tra.")
            summary.corrections_approved += 1
            done(1)
            asked = cast.ask(found, members[1].report_id, codes[1], "Đề nghị nâng điểm cho đủ mức.")
            cast.refuse(asked, "Không đồng ý: bài kiểm tra đã chấm đúng.")
            summary.corrections_refused += 1
            done(2)

    def _sign(self, classes: Classes, summary: Summary) -> None:
        for name, step, total in (
            ("open", classes.open, classes.reports),
            ("sign", classes.sign, classes.signatures),
            ("seal", classes.seal, classes.reports),
        ):
            with self._timed(summary, name, total) as done:
                for count in accumulate(step()):
                    done(count)

    def _issue(self, app: App, classes: Classes, cast: Cast, summary: Summary) -> None:
        self._write_keys(app, cast)
        with self._timed(summary, "issue", classes.reports) as done:
            for lookup_ids in classes.issue():
                summary.lookup_ids += lookup_ids
                done(len(summary.lookup_ids))
        summary.reports_issued = len(summary.lookup_ids)

    def _write_keys(self, app: App, cast: Cast) -> None:
        """What an inspector takes along: the log's verifier key, and the roots of signatures and timestamps."""
        log = cast.folder.log_key(app.origin(cast.desk.ledger.school_id), cast.desk.ledger)
        stamping_root = self.stamper.root_pem if self.stamper else b""
        write_whole(self.out / KEY_FILE, f"{log.verifier_key}\n".encode())
        write_whole(self.out / ROOTS_FILE, cast.folder.roots_pem() + stamping_root)

    def _show(self, desk: Desk, summary: Summary) -> None:
        """The read models follow, as they do beside a running program: what the lookup page shows from now on."""
        behind, shown = desk.runner.standing(desk.ledger)
        with self._timed(summary, "pages", behind - shown) as done:
            desk.runner.catch_up(desk.ledger, reached=lambda position: done(position - shown))
        summary.events = desk.ledger.size()

    def _verify(self, summary: Summary) -> None:
        """As an inspector would: files, verifier key and roots from the folder, nothing else; many at once."""
        key = VerifierKey.parse((self.out / KEY_FILE).read_text(encoding="utf-8").strip())
        roots = TrustRoots.from_pem((self.out / ROOTS_FILE).read_bytes())
        paths = [self.out / f"{lookup_id}.pdf" for lookup_id in summary.lookup_ids]
        with self._timed(summary, "verify", len(paths)) as done, verifiers(Evidence(key, roots)) as pool:
            for count, (path, found) in enumerate(verify_files(pool, paths), 1):
                if not self._holds(found):
                    raise Tampered("demo.broken", stage="verify", found=path.stem)
                summary.reports_verified += 1
                summary.reports_timestamped += bool(self.stamper)
                done(count)
            summary.remember("verifier", pool)

    def _holds(self, found: Verified) -> bool:
        """Valid, and with a timestamp over checkpoint and seal where there is a service."""
        stamps = 2 if self.stamper else 0
        return isinstance(found, Verification) and found.verdict is Verdict.VALID and len(found.timestamps) == stamps

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
