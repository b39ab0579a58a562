"""A correction in words: what it is about, the value before and the one after; identity values read by commitment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from api.flows.desk import ERASED
from domain.ledger import Ledger
from domain.messages import Language
from domain.report import events as e
from domain.report.corrections import target
from domain.values import Column
from domain.words import PART_NAMES, said

#: Columns as the gradebook of the circulars heads them (TT 22/2021 Điều 6, 7; TT 27/2020 Điều 7).
_COLUMNS = {
    Column.CHUYEN_DE: "chuyên đề",
    Column.GK: "ĐĐGgk",
    Column.CK: "ĐĐGck",
    Column.KT_GK: "điểm kiểm tra giữa kì",
    Column.KT_CK: "điểm kiểm tra cuối kì",
    Column.DGL: "đánh giá lại",
}


class Worded(NamedTuple):
    """What a change is about, the value before and the one after, for people."""

    what: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.what}: {self.before} → {self.after}"


def identity_values(ledger: Ledger, changes: Iterable[e.Change]) -> dict[str, str]:
    """Commitment → value of what identity changes name, in one query; an erased one is missing."""
    named = [one for change in changes if isinstance(change, e.IdentityChange) for one in (change.before, change.after)]
    return ledger.personal_values(named) if named else {}


def worded(change: e.Change, language: Language, values: Mapping[str, str] = {}) -> Worded:  # read only
    """One change; ``values`` as ``identity_values`` gives them."""
    what = said(target(change), language)
    if isinstance(change, e.IdentityChange):
        before, after = (identity_said(change.field, values.get(one, ERASED)) for one in (change.before, change.after))
        return Worded(what, before, after)
    return Worded(what, said(change.before, language), said(change.after, language))


def official(change: e.Change, values: Mapping[str, str]) -> Worded:
    """The same as an administrative paper writes it: ``Toán, học kì I, ĐĐGtx 1``."""
    plain = worded(change, "vi", values)
    match change:
        case e.MarkChange(cell=cell):
            part = f" ({PART_NAMES[cell.part]})" if cell.part else ""
            column = _COLUMNS.get(cell.column) or f"ĐĐGtx {cell.column.value[-1]}"
            what = f"{said(cell.subject, 'vi', 'subject')}{part}, {cell.term.said('vi')}, {column}"
        case e.CommentChange(subject=code):
            what = f"{said(code, 'vi', 'subject')}, nhận xét"
        case e.ConductChange(term=term):
            what = f"Kết quả rèn luyện, {term.said('vi')}"
        case e.HomeroomCommentChange():
            what = "Nhận xét của giáo viên chủ nhiệm"
        case _:
            what = plain.what[0].upper() + plain.what[1:]
    return Worded(what, plain.before, plain.after)


def identity_said(field: str, value: str) -> str:
    """A date as people here write it; the sex in words."""
    if field == "birth_date" and value != ERASED:
        return f"{date.fromisoformat(value):%d/%m/%Y}"
    return {"NAM": "Nam", "NU": "Nữ"}.get(value, value) if field == "sex" else value
