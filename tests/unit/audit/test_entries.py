"""One entry at a time: what is in order is passed quickly, what is not is named."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from anchors.audit.entries import EntryCheck, Order
from anchors.audit.findings import Findings
from anchors.audit.store import EntryRow
from domain.ledger.topics import REGISTRY

FOLDER = Path(__file__).parents[2] / "vectors" / "events"
VECTORS = sorted(FOLDER.glob("*.json"))
SCORE = FOLDER / "hocba.report.score_recorded.v2.json"
SCHOOL = UUID("0a3f6c1e-8d2b-4e57-9a61-2c4d8e0f1b37")


def _row(entry: bytes, **columns: Any) -> EntryRow:
    said = json.loads(SCORE.read_bytes())
    with suppress(ValueError, TypeError, RecursionError):
        said = {**said, **json.loads(entry)}
    at = datetime.fromisoformat(said["at"])
    found = {
        "position": 17,
        "stream_id": said["stream"],
        "stream_version": said["version"],
        "topic": said["topic"],
        "entry": entry,
        "event_id": said["event_id"],
        "recorded_at": f"{at:%Y-%m-%d %H:%M:%S.%f}".rstrip("0").rstrip(".") + "+00",
    }
    return EntryRow(**{**found, **columns})


def _check(*rows: EntryRow) -> list[tuple[str, str]]:
    findings = Findings()
    check = EntryCheck(SCHOOL, findings)
    for row in rows:
        check.check(row)
    return [(finding.code, finding.what) for finding in findings.kept]


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_a_stored_sample_of_each_topic_passes_twice(path: Path) -> None:
    row = _row(path.read_bytes())
    assert _check(row, row) == []


def _acted(entry: bytes, acting: bytes) -> bytes:
    return entry.replace(b'"on_behalf_of":null,', b'"on_behalf_of":null,"acting":%b,' % acting)


def test_an_entry_may_tell_as_what_it_was_done() -> None:
    plain = SCORE.read_bytes()
    for acting in (b'{"role":"SUBJECT_TEACHER"}', b'{"role":"DEPUTY","delegation_id":"%b"}' % str(SCHOOL).encode()):
        assert _check(_row(_acted(plain, acting)), _row(plain), _row(_acted(plain, acting))) == []
    for acting in (b'{"role":"KING"}', b"null", b'{"role":"CLERK","more":1}'):
        assert [code for code, _ in _check(_row(_acted(plain, acting)))] == ["audit.entry_invalid"]
    spaced = _row(_acted(plain, b'{"role": "CLERK"}'))
    assert _check(spaced) == [("audit.entry_spelling", "")]


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        (lambda entry: entry[:-1], ("audit.entry_unreadable", "")),
        (lambda entry: entry.decode().encode("utf-16"), ("audit.entry_unreadable", "")),
        (lambda _: b"[" * 50_000, ("audit.entry_unreadable", "")),
        (lambda entry: entry + b"}", ("audit.entry_unreadable", "")),
        (lambda _: b"[]", ("audit.entry_unreadable", "")),
        (lambda entry: entry.replace(b'"7.5"', b"NaN"), ("audit.entry_unreadable", "")),
        (lambda entry: entry.replace(b'"mark":', b'"mark":"9.0","mark":'), ("audit.entry_unreadable", "")),
        (lambda entry: entry.replace(b'"salt":', b'"salt":"00","salt":'), ("audit.entry_unreadable", "")),
        (lambda entry: entry.replace(b'"7.5"', b'"75"'), ("audit.entry_invalid", "hocba.report.score_recorded.v2")),
        (lambda entry: entry.replace(b'"7.5"', b"7.5"), ("audit.entry_invalid", "hocba.report.score_recorded.v2")),
        (lambda entry: entry.replace(b'"mark":', b'"more":1,"mark":'), ("audit.entry_invalid",)),
        (lambda entry: entry.replace(b'"actor":"', b'"actor":"","x":"'), ("audit.entry_invalid",)),
        (lambda entry: entry.replace(b'"7.5"', b' "7.5"'), ("audit.entry_spelling", "")),
        (lambda entry: entry.replace(b'"7.5"', b'"\\u0037.5"'), ("audit.entry_spelling", "")),
        (lambda entry: entry.replace(b'"data":', b'"data" :'), ("audit.entry_spelling", "")),
        (lambda entry: entry.replace(b"0a3f6c1e", b"1a3f6c1e"), ("audit.column_differs", "school_id")),
        (lambda entry: entry.replace(b'"version":1', b'"version":2'), None),
    ],
)
def test_an_entry_that_is_not_as_it_is_written(
    change: Callable[[bytes], bytes], finding: tuple[str, ...] | None
) -> None:
    good = SCORE.read_bytes()
    bad = change(good)
    assert bad != good
    # The good one first, so that its data is known: known data must not let a bad entry through.
    found = _check(_row(good), _row(bad))
    assert [each[: len(finding)] for each in found] == [finding] if finding else found == []


@given(st.data())
def test_no_byte_can_be_changed_unseen_but_to_another_good_entry(data: st.DataObject) -> None:
    """Whatever passes without finding is an entry with just these columns that writes to just these bytes."""
    good = SCORE.read_bytes()
    at = data.draw(st.integers(0, len(good) - 1))
    bad = good[:at] + bytes([data.draw(st.integers(0, 255))]) + good[at + 1 :]
    findings = Findings()
    check = EntryCheck(SCHOOL, findings)
    check.check(_row(good))
    read = check.check(_row(good)._replace(entry=bad))
    if not findings.kept:
        assert read is not None
        document = json.loads(bad)
        assert json.dumps(document, separators=(",", ":"), ensure_ascii=False).encode() == bad
        assert REGISTRY.current(document["topic"]).model_validate(document["data"]) == read.data
        assert (read.stream, read.version) == (document["stream"], document["version"])


@pytest.mark.parametrize(
    ("found", "column"),
    [
        ("2026-05-25 01:02:03.456789+00", None),
        ("2026-05-25 01:02:03.45679+00", "recorded_at"),
        ("2026-05-25 08:02:03.456789+07", "recorded_at"),
        ("2026-05-25 01:02:03.456789+00 BC", "recorded_at"),
        ("infinity", "recorded_at"),
        ("", "recorded_at"),
    ],
)
def test_times_as_postgresql_writes_them(found: str, column: str | None) -> None:
    row = _row(SCORE.read_bytes(), recorded_at=found)
    assert _check(row) == ([("audit.column_differs", column)] if column else [])


@given(st.datetimes(datetime(2020, 1, 1), datetime(2199, 1, 1)))  # noqa: DTZ001  # UTC is added below
def test_every_time_agrees_with_itself(at: datetime) -> None:
    written = TypeAdapter(datetime).dump_json(at.replace(tzinfo=UTC))
    entry = SCORE.read_bytes().replace(b'"2026-05-25T01:02:03.456789Z"', written)
    assert _check(_row(entry)) == []


def _ordered(size: int, positions: list[int]) -> list[tuple[str, str]]:
    findings = Findings()
    order = Order(size, findings, clock_can_be_set=False)
    for position in positions:
        order.place(position)
    order.finish()
    return [(finding.code.removeprefix("audit."), finding.place) for finding in findings.kept]


@pytest.mark.parametrize(
    ("size", "positions", "expected"),
    [
        (0, [], []),
        (3, [1, 2, 3], []),
        (3, [], [("entry_missing", "1–3")]),
        (3, [2, 3], [("entry_missing", "1")]),
        (5, [1, 5], [("entry_missing", "2–4")]),
        (3, [1, 2], [("entry_missing", "3")]),
        (2, [1, 2, 3, 4], [("entry_beyond", "3–4")]),
        (3, [1, 2, 9], [("entry_missing", "3"), ("entry_beyond", "9")]),
        (3, [1, 2, 2, 3], [("entry_doubled", "2")]),
        (1, [-4, 0, 1], [("entry_doubled", "-4"), ("entry_doubled", "0")]),
    ],
)
def test_positions(size: int, positions: list[int], expected: list[tuple[str, str]]) -> None:
    assert _ordered(size, positions) == expected


def test_a_time_that_goes_far_back_is_a_warning() -> None:
    findings = Findings()
    order = Order(3, findings, clock_can_be_set=False)
    noon = datetime(2026, 5, 25, 12, tzinfo=UTC)
    for position, at in enumerate((noon, noon - timedelta(seconds=119), noon - timedelta(seconds=121)), 1):
        order.time(position, at.isoformat())
    assert [(finding.severity, finding.code, finding.position) for finding in findings.kept] == [
        ("warning", "audit.time_back", 3)
    ]
