"""A verification as JSON, the shape that ``docs/formats/verify.md`` promises: keys are added, never renamed."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from anchors.errors import Language
from anchors.verify.findings import Check, SignatureFound, Step, Verification


def as_json(verification: Verification, language: Language) -> dict[str, Any]:
    """Codes and values are the same in every language; ``text`` and ``title`` are not."""
    values, entry, checkpoint = verification.values, verification.entry, verification.checkpoint
    return {
        "verdict": verification.verdict.value,
        "text": verification.text(language),
        "file": {"kind": verification.kind, "sha256": verification.sha256},
        "demonstration": list(verification.demo_marks(language)),
        "steps": [_step(step, language) for step in verification.steps],
        "report": {**_plain(asdict(values)), "effective_date": _plain(values.effective_date)} if values else None,
        "signatures": [_signature(found) for found in verification.signatures],
        "issue": {**_plain(asdict(entry)), "position": verification.position} if entry else None,
        "checkpoint": {"origin": checkpoint.origin, "size": checkpoint.size, "root": checkpoint.root.hex()}
        if checkpoint
        else None,
        "timestamps": [_plain(asdict(found)) for found in verification.timestamps],
        "rests_on": [
            {"code": word.value, "title": word.label(language), "text": word.text(language)}
            for word in verification.rests_on
        ],
        "live": _live(verification),
        "not_shown": [{"code": each.code, "text": each.text(language)} for each in verification.not_shown],
    }


def _live(verification: Verification) -> dict[str, Any] | None:
    live = verification.live
    if live is None:
        return None
    ended = _plain(asdict(live.ended)) if live.ended else None
    return {"source": live.source, "position": live.position, "ended": ended}


def _step(step: Step, language: Language) -> dict[str, Any]:
    return {
        "step": step.number,
        "code": step.code,
        "title": step.title(language),
        "status": step.status.value,
        "rests_on": [word.value for word in step.rests_on],
        "checks": [_check(check, language) for check in step.checks],
    }


def _check(check: Check, language: Language) -> dict[str, Any]:
    fault = check.fault
    return {
        "code": check.code,
        "of": check.of or None,
        "status": check.status.value,
        "text": check.text(language),
        "expected": check.expected or None,
        "found": check.found or None,
        "reason": {"code": fault.code, "message": fault.text(language)} if fault else None,
    }


def _signature(found: SignatureFound) -> dict[str, Any]:
    return {
        "on": "xml" if found.stage else "pdf",
        "stage": found.stage.value if found.stage else None,
        "subject": found.subject,
        "name": found.name,
        "capacity": found.capacity,
        "in_place_of": found.in_place_of,
        "signed_at": found.signed_at.isoformat(),
        "time_rests_on": "timestamps" if found.proven_at else "signers",
        "proven_at": found.proven_at.isoformat() if found.proven_at else None,
        "certificate": {
            "subject": found.certificate_subject,
            "not_before": found.not_before.isoformat(),
            "not_after": found.not_after.isoformat(),
            "root": found.root,
            "demonstration": found.demo,
        },
    }


def _plain(value: Any) -> Any:
    """Dates in ISO 8601, ids and stages as text."""
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return value if value is None or isinstance(value, (bool, int)) else str(value)
