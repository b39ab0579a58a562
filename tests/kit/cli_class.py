"""Class 8A of the fictional school, brought on its way by the commands, as its people would give them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from api.flows.demo.generator import DemoSchool, HomeroomEntry, generate
from domain.regulations.curriculum import studied
from domain.values import CommentResult, Mark, Score, Term
from tests.kit.cli import Cli
from tests.kit.workbooks import fill_gradebook, fill_homeroom

CLASS = "8A"
SEED = 2026
PRINCIPAL, DEPUTY, CLERK, IT_OFFICER = "CB01", "CB02", "VT01", "NV01"
SUBJECTS = tuple(subject.code for subject in studied(8, "2025-2026"))
#: Two cores: more commands at once do not get done sooner.
AT_ONCE = 3
PAPER = b"%PDF-1.4\n%%EOF\n"


@dataclass
class ClassByCommands:
    """The commands of the class, and what its people have in their hands: plan, files, pupils."""

    cli: Cli
    pupils: int = 3
    files: dict[str | None, Path] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.plan: DemoSchool = generate(SEED, classes=((CLASS, self.pupils),))

    @property
    def folder(self) -> Path:
        return self.cli.folder

    def teacher(self, subject: str | None) -> str:
        """Staff code of who teaches the subject, or (None) of the homeroom teacher."""
        if subject is None:
            return self.plan.file.classes[0].homeroom
        return next(row.teacher for row in self.plan.file.assignments if row.subject == subject)

    @property
    def signers(self) -> list[str]:
        teachers = {row.teacher for row in self.plan.file.assignments}
        return sorted({*teachers, self.teacher(None), PRINCIPAL})

    def as_teacher(self, subject: str | None) -> Cli:
        return self.cli.as_(self.teacher(subject))

    def load(self) -> Any:
        path = self.folder / "school.json"
        path.write_bytes(self.plan.file.to_json())
        return self.cli.fine("school", "load", path)

    def make_tokens(self) -> None:
        self._each(self.cli.token, [*self.signers, CLERK, IT_OFFICER])

    def make_keys(self) -> None:
        """The first one alone: it makes the authority. The others at once."""
        holders = ["SCHOOL", *self.signers]
        self._make_key(holders[0])
        self.cli.fine("key", "approve", "--document", "118/SGDĐT-CNTT", "--dated", "01/09/2025")
        self._each(self._make_key, holders[1:])

    def _make_key(self, holder: str) -> None:
        self.cli.fine("key", "create", "--staff", holder)
        self.cli.fine("key", "register", "--staff", holder)

    def list(self) -> list[dict[str, Any]]:
        """The class list with ids and where each report stands."""
        return self.cli.fine("report", "list", "--class", CLASS)

    def make_templates(self) -> None:
        self._each(self.make_template, [*SUBJECTS, None])

    def make_template(self, subject: str | None) -> Path:
        path = self.folder / f"{subject or 'homeroom'}.xlsx"
        if subject:
            self.cli.fine("template", "gradebook", "--class", CLASS, "--subject", subject, "--out", path)
        else:
            self.cli.fine("template", "homeroom", "--class", CLASS, "--out", path)
        self.files[subject] = path
        return path

    def fill(self) -> None:
        """Every file, as its teacher would: numbers as numbers, results as Đ and CĐ."""
        ids = {row["number"]: UUID(row["pupil_id"]) for row in self.list()}
        for subject in SUBJECTS:
            marks = self.plan.marks[CLASS, subject]
            comments = self.plan.comments[CLASS, subject]
            fill_gradebook(
                self.files[subject],
                {(ids[number], cell): typed(mark) for (number, cell), mark in marks.items()},
                {ids[number]: text for number, text in comments.items()},
            )
        entries: dict[UUID, HomeroomEntry] = {ids[n]: entry for n, entry in self.plan.homeroom[CLASS].items()}
        fill_homeroom(
            self.files[None],
            {(pupil, term): str((e.conduct_1, e.conduct_2)[term - 1]) for pupil, e in entries.items() for term in Term},
            {pupil: (e.absences_permitted, e.absences_unpermitted) for pupil, e in entries.items()},
            {pupil: e.comment for pupil, e in entries.items()},
        )

    def import_all(self) -> list[dict[str, Any]]:
        """Teachers side by side, each all his files in one command; the homeroom teacher then his own."""
        by_teacher: dict[str, list[Path]] = {}
        for subject in SUBJECTS:
            by_teacher.setdefault(self.teacher(subject), []).append(self.files[subject])
        answers: list[dict[str, Any]] = []

        def give(who: str) -> None:
            answers.extend(self.cli.as_(who).fine("import", "gradebook", *by_teacher[who]))

        self._each(give, by_teacher)
        return answers + self.as_teacher(None).fine("import", "homeroom", self.files[None])

    def request(self, report_id: str, place: str, value: object, who: Cli, *more: object) -> tuple[object, ...]:
        """The arguments of a correction request with its paper."""
        paper = self.folder / "bao-cao.pdf"
        paper.write_bytes(PAPER)
        return (
            "correction", "request", "--report", report_id, "--cell", place, "--value", value,
            "--reason", "Nhập nhầm điểm của bài kiểm tra.", "--paper-number", "12/BC-THCSSL",
            "--paper-date", "2026-05-20", "--paper", paper, *more,
        )  # fmt: skip

    def ask(self, report_id: str, place: str, value: object, subject: str | None) -> str:
        """A correction request of the teacher; its id."""
        who = self.as_teacher(subject)
        return str(who.fine(*self.request(report_id, place, value, who))["request_id"])

    def sign_all(self) -> None:
        """Subject teachers side by side, in no order; then the homeroom teacher, then the principal."""

        def sign(subject: str) -> None:
            self.as_teacher(subject).fine("report", "sign", "--class", CLASS, "--subject", subject)

        self._each(sign, SUBJECTS)
        self.as_teacher(None).fine("report", "sign", "--class", CLASS, "--stage", "homeroom")
        self.cli.as_(PRINCIPAL).fine("report", "sign", "--class", CLASS, "--stage", "head")

    @staticmethod
    def _each(act: Any, over: Any) -> None:
        with ThreadPoolExecutor(AT_ONCE) as people:
            list(people.map(act, over))


def typed(mark: Mark) -> object:
    """What a teacher types."""
    if isinstance(mark, Score):
        return float(mark.value)
    return {CommentResult.D: "Đ", CommentResult.CD: "CĐ"}[mark]
