"""The texts of the findings: both languages, documented, and never more than fits a report."""

from __future__ import annotations

import re
from pathlib import Path
from uuid import UUID

from anchors.audit.findings import KEPT_OF_EACH_CODE_MAX, SHOWN_CHARACTERS_MAX, Finding, Findings, Severity
from anchors.audit.messages import MESSAGES
from domain.messages import MESSAGES as ALL

ROOT = Path(__file__).parents[3]
SOURCE = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "anchors" / "audit").glob("*.py"))
PAGE = (ROOT / "docs" / "formats" / "audit.md").read_text(encoding="utf-8")


def test_each_code_has_a_text_and_each_text_a_code() -> None:
    used = set(re.findall(r'"(audit\.[a-z_]+)"[,)\]]', SOURCE)) | {
        f"audit.checkpoint_{name}" for name in re.findall(r'_fault\("([a-z]+)"', SOURCE)
    }
    assert used | {"audit.entry_inserted", "audit.entry_changed"} == set(MESSAGES)
    assert MESSAGES.items() <= ALL.items()


def test_each_code_is_documented() -> None:
    assert set(re.findall(r"^\| `(audit\.[a-z_]+)`", PAGE, re.MULTILINE)) == set(MESSAGES) - {"audit.unknown"}


def test_each_text_can_be_said() -> None:
    for code in set(MESSAGES) - {"audit.unknown"}:
        for language in ("vi", "en"):
            finding = Finding(Severity.FAULT, code, 17, 20, "what", "expected", "found")
            text = finding.text(language)
            assert "{" not in text
            assert "None" not in text


def test_the_first_place_is_kept_however_many_follow() -> None:
    findings = Findings()
    for position in range(1000, 1, -1):
        findings.fault("audit.stream_gap", position, what=UUID(int=position), expected=1, found=2)
    findings.fault("audit.entry_changed", 2, what=3)
    assert len(findings.kept) == KEPT_OF_EACH_CODE_MAX + 1
    assert findings.counts["audit.stream_gap"] == 999
    assert findings.first is not None
    assert (findings.first.code, findings.first.position) == ("audit.entry_changed", 2)


def test_long_values_are_cut() -> None:
    findings = Findings()
    findings.fault("audit.entry_unreadable", 1, found="x" * 10_000)
    assert len(findings.kept[0].found or "") == SHOWN_CHARACTERS_MAX + 1
