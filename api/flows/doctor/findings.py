"""A finding of the doctor: its state, what it is about, why, and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from anchors.errors import AnchorError
from domain.errors import HocbaError
from domain.messages import Language, render
from domain.words import TABLES, said

#: Codes of people, classes or subjects that a line names; a longer list would not be read.
NAMED_MAX = 12

TABLES.update(
    {
        "doctor_state": {
            "FINE": ("Tốt", "Fine"),
            "NOTICE": ("Lưu ý", "Notice"),
            "MEND": ("Phải sửa", "Mend"),
            "UNKNOWN": ("Chưa rõ", "Unknown"),
        },
        "doctor": {
            "database": ("Cơ sở dữ liệu", "Database"),
            "postgresql": ("PostgreSQL", "PostgreSQL"),
            "protection": ("Bảo vệ sổ cái", "Protection of the ledger"),
            "clock": ("Đồng hồ", "Clock"),
            "disk": ("Ổ đĩa", "Disk"),
            "backup": ("Sao lưu", "Backups"),
            "keys": ("Khóa niêm phong", "Log key"),
            "checkpoint": ("Mốc niêm phong", "Checkpoints"),
            "timestamp": ("Dấu thời gian", "Timestamps"),
            "school": ("Năm học", "School year"),
            "people": ("Con người", "People"),
            "certificate": ("Chứng thư số", "Certificates"),
            "data": ("Dữ liệu", "Data"),
            "request": ("Đề nghị điều chỉnh", "Correction requests"),
        },
    }
)


class State(StrEnum):
    """MEND must be mended before work goes on; NOTICE should be looked at; UNKNOWN could not be asked."""

    FINE = "FINE"
    NOTICE = "NOTICE"
    MEND = "MEND"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True)
class Finding:
    """
    One line. ``what`` is a code of the table ``doctor``; ``code`` (``doctor.clock_off``) names the text.

    The text says why, and of what is not fine what to do.
    """

    state: State
    what: str
    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    def why(self, language: Language) -> str:
        """What was found, in words."""
        return render(f"doctor.{self.code}", language, self.facts)

    def remedy(self, language: Language) -> str | None:
        """What to do; None where nothing need be done."""
        if self.state is State.FINE:
            return None
        return render(f"doctor.{self.code}_do", language, self.facts)

    def said(self, language: Language) -> str:
        """``[Phải sửa] Đồng hồ: máy này lệch 240 giây so với … → Bật đồng bộ giờ của hệ điều hành …``"""
        remedy = self.remedy(language)
        head = f"[{said(self.state.value, language, 'doctor_state')}] {said(self.what, language, 'doctor')}"
        return f"{head}: {self.why(language)}" + (f" → {remedy}" if remedy else "")

    def as_json(self, language: Language) -> dict[str, Any]:
        """``state``, ``what`` and ``code`` for programs; ``why`` and ``to_do`` in the language of who asks."""
        return {
            "state": self.state.value,
            "what": self.what,
            "code": self.code,
            "why": self.why(language),
            "to_do": self.remedy(language),
            "facts": {name: str(value) for name, value in self.facts.items()},
        }


@dataclass(frozen=True, slots=True)
class Told:
    """An error as a fact of a text."""

    error: HocbaError | AnchorError

    def __str__(self) -> str:
        return self.error.code

    def said(self, language: Language) -> str:
        """Its own text."""
        return self.error.text(language)


def graded(value: float, notice: float, mend: float) -> State:
    """FINE below ``notice``, MEND from ``mend`` on."""
    return State.MEND if value >= mend else State.NOTICE if value >= notice else State.FINE


def listed(codes: Iterable[str]) -> str:
    """``GV01, GV02, …``: the first of them."""
    found = list(codes)
    return ", ".join(found[:NAMED_MAX]) + (", …" if len(found) > NAMED_MAX else "")
