"""(8) What is not shown: everything that a verdict does not say, so that nobody reads it into one."""

from __future__ import annotations

from anchors.checkpoint import Checkpoint
from anchors.report_values import PaperValues, Values
from anchors.timestamp import Timestamp
from anchors.verify.entry import IssuedEntry
from anchors.verify.findings import Statement


def not_shown(
    kind: str,
    values: Values | None,
    entry: IssuedEntry | None,
    checkpoint: Checkpoint | None,
    stamped: Timestamp | None,
    sealed: Timestamp | None,
) -> tuple[Statement, ...]:
    """
    The statements, in the order in which they matter to a person.

    ``checkpoint`` is the one that proves the issue, ``stamped`` its timestamp, ``sealed`` that of the PDF's seal; each
    only where it counts.
    """
    statements = [Statement("recall", {"size": checkpoint.size}) if checkpoint else Statement("recall_unknown")]
    if isinstance(values, PaperValues):
        code = "paper" if kind == "pdf" else "paper_xml"
        statements.insert(0, Statement(code, {"school": values.school, "origin": values.origin}))
    if stamped:
        facts: dict[str, object] = {"at": stamped.at.isoformat(timespec="seconds"), "service": stamped.service}
        statements += [Statement("log_key_stamped", facts), Statement("times_stamped", facts)]
    else:
        statements += [Statement("log_key"), Statement("times_sealed" if sealed else "times")]
    statements.append(Statement("revocation"))
    if kind == "pdf":
        statements.append(Statement("pages", {"page_sha256": entry.page_sha256 if entry else "?"}))
    return tuple(statements)
