"""Every figure's name, in the order of the table, and the function that measures it with those of the same rounds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from tests.benchmarks import (
    append,
    append_sql,
    audit,
    board,
    checkpoint,
    column,
    drafting,
    evaluating,
    importing,
    issuing,
    looking_up,
    opening,
    rebuild,
    visible,
)
from tests.benchmarks.harness import Figure, Scale

FAMILIES: Mapping[tuple[str, ...], Callable[[Scale], Iterable[Figure]]] = {
    ("append_16_vs_library", "append_16_vs_unordered"): append.run,
    ("append_16_sql_vs_library",): append_sql.run,
    ("column_45_vs_library",): column.run,
    ("draft_column_ms",): drafting.run,
    ("import_events_per_s",): importing.run,
    ("opening_s",): opening.run,
    ("rebuild_events_per_s",): rebuild.run,
    ("audit_events_per_s",): audit.run,
    ("issue_reports_per_s", "verify_reports_per_s"): issuing.run,
    ("visible_ms_p50",): visible.run,
    ("board_ms",): board.run,
    ("lookup_p99_ms",): looking_up.run,
    ("checkpoint_growth",): checkpoint.run,
    ("evaluate_records_per_s",): evaluating.run,
}
