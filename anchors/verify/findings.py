"""
What a verification found: checks within steps, the verdict that follows from them, and on whose word each step rests.

Rules: one failed check makes the verdict ``invalid``; otherwise one check that could not be made makes it
``cannot_tell``; a step without any check counts as not checked, so nothing becomes valid by being forgotten. Who was
asked what became of the edition can turn ``valid`` into what became of it, and nothing else into anything better.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from anchors.checkpoint import Checkpoint
from anchors.errors import AnchorError, Language, Malformed, ProofInvalid, Tampered, excerpt
from anchors.receipt import Receipt
from anchors.report_values import PaperValues, Values
from anchors.verify import texts
from anchors.verify.entry import IssuedEntry
from anchors.verify.live import Fate, LiveAnswer
from domain.formats.hoc_ba import Stage

T = TypeVar("T")


class Status(StrEnum):
    """Of a check or a step."""

    OK = "ok"
    FAILED = "failed"
    NOT_CHECKED = "not_checked"


class Verdict(StrEnum):
    """
    Hợp lệ · Không hợp lệ · Chưa đủ căn cứ kết luận; and of a genuine edition that has ended: nay đã thu hồi, đã hủy bỏ,
    đã được thay thế.
    """

    VALID = "valid"
    INVALID = "invalid"
    CANNOT_TELL = "cannot_tell"
    RECALLED = "recalled"
    CANCELLED = "cancelled"
    REPLACED = "replaced"

    def text(self, language: Language) -> str:
        """The official words."""
        return _in(language, texts.VERDICTS[self.value])


#: Of a genuine edition, by its fate.
ENDED: Mapping[Fate, Verdict] = {
    Fate.RECALLED: Verdict.RECALLED,
    Fate.CANCELLED: Verdict.CANCELLED,
    Fate.AMENDED: Verdict.REPLACED,
}


class Word(StrEnum):
    """On whose word a step rests."""

    MATHEMATICS = "mathematics"
    FORMAT = "format"
    ROOTS = "roots"
    SIGNERS = "signers"
    SCHOOL_SEAL = "school_seal"
    LOG_KEY = "log_key"
    TIMESTAMPS = "timestamps"

    def label(self, language: Language) -> str:
        """Who or what."""
        return _in(language, texts.WORD_NAMES[self.value])

    def text(self, language: Language) -> str:
        """What is believed of it."""
        return _in(language, texts.WORDS[self.value])


@dataclass(frozen=True)
class Check:
    """
    One thing that was looked at. ``code`` is permanent; ``of`` says whose or which, such as ``GVBM TOAN``.

    ``expected`` and ``found`` are values, in no language; ``fault`` says why it failed or could not be checked.
    """

    code: str
    status: Status
    of: str = ""
    expected: str = ""
    found: str = ""
    fault: AnchorError | None = None

    def text(self, language: Language) -> str:
        """What was looked at, in words."""
        return _in(language, texts.CHECKS[self.code])


@dataclass(frozen=True)
class Step:
    """A step of ``docs/formats/verify.md``."""

    number: int
    code: str
    checks: tuple[Check, ...]
    rests_on: tuple[Word, ...]

    @property
    def status(self) -> Status:
        """The worst of its checks."""
        found = {check.status for check in self.checks}
        if Status.FAILED in found:
            return Status.FAILED
        return Status.OK if found == {Status.OK} else Status.NOT_CHECKED

    def title(self, language: Language) -> str:
        """Its heading."""
        return _in(language, texts.STEPS[self.code])


@dataclass(frozen=True)
class Statement:
    """Something that this verification does not show."""

    code: str
    facts: dict[str, object] = field(default_factory=dict)

    def text(self, language: Language) -> str:
        """One or two sentences."""
        return _in(language, texts.STATEMENTS[self.code]).format_map(self.facts)


@dataclass(frozen=True)
class SignatureFound:
    """
    A signature that holds, on PDF (``stage`` None) or XML: who, when by his own word, and the certificate.

    ``root`` is the trusted root that it was judged under, None where it was not trusted or no roots were given.
    ``proven_at``: it existed then at the latest, while its certificate was valid, on the word of a timestamp service
    and not the signer's; None where nobody else vouches for its time. ``in_place_of``: the teacher who left and for
    whom the leadership signed.
    """

    stage: Stage | None
    subject: str | None
    name: str
    capacity: str | None
    signed_at: datetime
    certificate: bytes
    certificate_subject: str
    not_before: datetime
    not_after: datetime
    root: str | None
    demo: bool
    proven_at: datetime | None = None
    in_place_of: str | None = None


@dataclass(frozen=True)
class TimestampFound:
    """A timestamp of a trusted service. ``over`` is ``checkpoint`` or ``pdf_seal``."""

    over: str
    at: datetime
    service: str
    root: str


@dataclass(frozen=True)
class Verification:
    """
    Everything found. ``values`` are what the XML says, to be believed only as far as the verdict goes.

    ``entry``, ``position`` (from 1) and ``checkpoint`` are set only where the receipt holds under the verifier key and
    its entry is this report's issue; with two receipts, those of the larger checkpoint, and ``receipt`` is that one.
    ``timestamps`` are those that count.
    ``kind`` is ``pdf``, ``xml`` or ``unknown``; ``sha256`` that of the file. ``live``: what somebody says of it today,
    where somebody was asked.
    """

    kind: str
    sha256: str
    steps: tuple[Step, ...]
    values: Values | None
    signatures: tuple[SignatureFound, ...]
    entry: IssuedEntry | None
    position: int | None
    checkpoint: Checkpoint | None
    timestamps: tuple[TimestampFound, ...]
    not_shown: tuple[Statement, ...]
    receipt: Receipt | None = None
    live: LiveAnswer | None = None

    @property
    def verdict(self) -> Verdict:
        """See the rules of this module."""
        found = {step.status for step in self.steps}
        if Status.FAILED in found:
            return Verdict.INVALID
        if found != {Status.OK} or (self.live and self.live.position != self.position):
            return Verdict.CANNOT_TELL
        return ENDED[self.live.ended.fate] if self.live and self.live.ended else Verdict.VALID

    def text(self, language: Language) -> str:
        """The verdict in the official words; of a digitised paper report it says so."""
        kind = _in(language, texts.PAPER) if isinstance(self.values, PaperValues) else ""
        return self.verdict.text(language) + kind

    def asked(self, live: LiveAnswer) -> Verification:
        """The same with what somebody says of the edition today, in place of what cannot be known offline."""
        facts: dict[str, object] = {"source": live.source, "found": live.position, "expected": self.position}
        statements = [Statement("live", facts)]
        if live.position is None:
            statements = [Statement("live_unknown", facts)]
        elif self.position not in (None, live.position):
            statements = [Statement("live_elsewhere", facts)]
        kept = [each for each in self.not_shown if each.code not in ("recall", "recall_unknown")]
        return replace(self, live=live, not_shown=(*statements, *kept))

    @property
    def rests_on(self) -> tuple[Word, ...]:
        """All words that the verdict rests on, once each."""
        return tuple(word for word in Word if any(word in step.rests_on for step in self.steps))

    @property
    def demo(self) -> bool:
        """Whether report or certificates are a demonstration, without legal value."""
        return bool(self.demo_marks("en"))

    def demo_marks(self, language: Language) -> tuple[str, ...]:
        """Why it is a demonstration, in words; empty where it is none."""
        marks = [_in(language, texts.DEMO["report"])] if self.values and self.values.demo else []
        if count := sum(found.demo for found in self.signatures):
            marks.append(_in(language, texts.DEMO["certificate"]).format(count=count, total=len(self.signatures)))
        return tuple(marks)


class Findings:
    """The checks of one step while it is made. Whatever a check raises becomes a finding, never a traceback."""

    def __init__(self) -> None:
        self.checks: list[Check] = []

    def ok(self, code: str, found: str = "", of: str = "") -> None:
        """It holds."""
        self.checks.append(Check(code, Status.OK, of, found=found))

    def bad(self, code: str, fault: AnchorError, of: str = "") -> None:
        """Failed where the fault contradicts, not checked where it only says what is missing or unreadable."""
        status = Status.FAILED if isinstance(fault, Tampered) else Status.NOT_CHECKED
        expected, found = (str(fault.facts.get(name, "")) for name in ("expected", "found"))
        self.checks.append(Check(code, status, of, expected, found, fault))

    def equal(self, code: str, expected: object, found: object, of: str = "") -> bool:
        """Compare two values."""
        if expected == found:
            self.ok(code, str(found), of)
        else:
            self.bad(code, ProofInvalid("verify.differs", expected=expected, found=found), of)
        return expected == found

    def attempt(
        self, code: str, action: Callable[[], T], found: Callable[[T], str], of: str = "", *, broken: bool = False
    ) -> T | None:
        """
        The value of ``action``, or None with its error noted.

        ``broken``: what cannot be read counts as failed, because its place has been proven readable already.
        """
        try:
            value = action()
            shown = found(value)
        except AnchorError as error:
            self.bad(code, as_broken(error) if broken else error, of)
            return None
        except Exception as error:  # Parsers of hostile bytes fail in any way they like; that is no proof of anything.
            self.bad(code, unexpected(error), of)
            return None
        self.ok(code, shown, of)
        return value


def as_broken(error: AnchorError) -> AnchorError:
    """The same fault as a contradiction instead of an unreadable input."""
    return ProofInvalid(error.code, **error.facts) if isinstance(error, Malformed) else error


def unexpected(error: Exception) -> Malformed:
    """An exception that is not ours, as a finding."""
    return Malformed("verify.unexpected", kind=type(error).__name__, detail=excerpt(str(error)))


def _in(language: Language, pair: tuple[str, str]) -> str:
    return pair[0] if language == "vi" else pair[1]
