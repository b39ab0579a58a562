"""
``issue_reports_per_s``: a class's sealed reports issued: pages, one checkpoint, receipts, PDFs sealed and recorded.

Against laying out the pages alone, taken from the same rounds; ``details`` hold each step's share of the time.
``verify_reports_per_s``: those files verified as an inspector would, on all cores, against one process.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

from anchors.checkpoint import VerifierKey
from anchors.signing.trust import TrustRoots
from anchors.verify import Verdict, Verification
from api.flows import issuing
from api.flows.demo.run import KEY_FILE, ROOTS_FILE
from api.verifying import Evidence, Verified, files_of, verifiers, verify_files, verify_path
from domain.ledger import Ledger
from domain.school_year.events import Role
from tests.benchmarks.harness import Bar, Figure, Scale, Watch, in_turn
from tests.kit import stages

PUPILS = 42
#: 1,234 reports in three minutes.
REPORTS_PER_S = 6.86
#: Step → the function of ``api.flows.issuing`` in which its time goes by.
STEPS = {"pages": "render", "checkpoint": "publish", "receipts": "receipt", "seals": "sealed_pdf"}


def run(scale: Scale) -> Iterator[Figure]:
    """Both figures, in reports a second."""
    pupils = scale.count(PUPILS, 1)
    with TemporaryDirectory(prefix="hocba-benchmark-") as name:
        folder, spent = Path(name), list[Counter[str]]()
        issued, alone = in_turn(scale, lambda: _issue(pupils, folder, spent), lambda: pupils / spent[-1]["pages"])
        key = VerifierKey.parse((folder / KEY_FILE).read_text(encoding="utf-8").strip())
        evidence = Evidence(key, TrustRoots.from_pem((folder / ROOTS_FILE).read_bytes()))
        (folder / KEY_FILE).unlink()
        (folder / ROOTS_FILE).unlink()
        verified = _verify(scale, folder, evidence)
    total = sum(spent, Counter[str]())
    shares = {f"share_of_{step}": total[step] / total["all"] for step in (*STEPS, "append")}
    bars = [Bar("value", "least", REPORTS_PER_S)]
    yield Figure("issue_reports_per_s", "reports/s", issued, alone, "laying out the pages alone", bars, shares)
    yield Figure("verify_reports_per_s", "reports/s", *verified, "one process")


def _issue(pupils: int, folder: Path, spent: list[Counter[str]]) -> float:
    """A class of its own, all of it issued; its files are left in the folder in the place of those before."""
    with stages.at("sealed", pupils) as school:
        members, clerk, keys = school.members, str(school.staff(Role.CLERK).staff_id), school.issue_keys
        with timed() as seconds, Watch() as watch:
            outcome = issuing.issue_reports(school.desk, members, clerk, keys, school.app.settings.public_url)
        assert not outcome.refused, outcome.refused
        seconds["all"] = watch.s
        spent.append(seconds)
        for path in folder.iterdir():
            path.unlink()
        for report in school.desk.reports([member.report_id for member in members]).values():
            assert report.document is not None
            pdf = school.desk.ledger.blob(report.document.pdf_sha256)
            (folder / f"{report.report_id}.pdf").write_bytes(pdf)
        (folder / KEY_FILE).write_text(str(keys.log.verifier_key), encoding="utf-8")
        (folder / ROOTS_FILE).write_bytes(school.cast.folder.roots_pem())
    return len(members) / watch.s


@contextmanager
def timed() -> Iterator[Counter[str]]:
    """Seconds in each step while the block runs; the functions do what they always do."""
    seconds: Counter[str] = Counter()
    with ExitStack() as stack:
        for step, name in STEPS.items():
            stack.enter_context(patch.object(issuing, name, _clocked(getattr(issuing, name), step, seconds)))
        stack.enter_context(patch.object(Ledger, "append", _clocked(Ledger.append, "append", seconds)))
        yield seconds


def _clocked(function: Callable[..., Any], step: str, seconds: Counter[str]) -> Callable[..., Any]:
    def clocked(*arguments: Any, **named: Any) -> Any:
        started = time.perf_counter()
        try:
            return function(*arguments, **named)
        finally:
            seconds[step] += time.perf_counter() - started  # a Counter of seconds

    return clocked


def _verify(scale: Scale, folder: Path, evidence: Evidence) -> list[list[float]]:
    """On all cores and in one process, the processes started."""
    paths = files_of(folder)

    def every() -> float:
        with Watch() as watch:
            found = [verification for _, verification in verify_files(pool, paths)]
        return _all_valid(found, paths) / watch.s

    def one() -> float:
        with Watch() as watch:
            found = [verify_path(evidence, path)[1] for path in paths]
        return _all_valid(found, paths) / watch.s

    with verifiers(evidence) as pool:
        return in_turn(scale, every, one)


def _all_valid(found: list[Verified], paths: list[Path]) -> int:
    for verification in found:
        assert isinstance(verification, Verification), verification
        assert verification.verdict is Verdict.VALID
    assert len(found) == len(paths)
    return len(found)
