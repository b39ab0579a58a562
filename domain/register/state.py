"""State of a register: the papers in it, in order of their numbers; and how a number is written (NĐ 30/2020)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID, uuid5

from domain.errors import Tampered
from domain.event import Happened
from domain.messages import MESSAGES
from domain.register.events import DocumentEntered, DocumentKind

MESSAGES.update(
    {
        "register.number": (
            "Bản ghi {position}: số văn bản là {found}, lẽ ra là {expected}. Sổ văn bản không còn liên tục; dừng lại "
            "và báo người quản trị.",
            "Entry {position}: the paper's number is {found}, not {expected}. The register has a gap; stop and tell "
            "the administrator.",
        ),
    }
)

#: Abbreviation of a kind of paper (viết tắt tên loại văn bản, NĐ 30/2020 annex III): báo cáo, thông báo, sao y.
KINDS = {
    DocumentKind.RESULTS_TO_DATE: "TB",
    DocumentKind.CORRECTION_REPORT: "BC",
    DocumentKind.CORRECTION_ANSWER: "TB",
    DocumentKind.CERTIFIED_COPY: "SY",
}


@dataclass(slots=True)
class Register:
    """The fold of the stream; the next number follows the last one, so none is left out and none given twice."""

    register_id: UUID
    documents: list[DocumentEntered] = field(default_factory=list)

    @property
    def version(self) -> int:
        """Number of events in the stream."""
        return len(self.documents)

    @property
    def next_number(self) -> int:
        """The number that the next paper gets."""
        return self.version + 1


def register_id(school_year_id: UUID) -> UUID:
    """The stream of a school year's register, which needs no event to be known."""
    return uuid5(school_year_id, "register")


def fold(register: UUID, happened: Iterable[Happened]) -> Register:
    """
    The state after these events; a register in which nothing stands is an empty one.

    Raises Tampered ``register.number`` where a number is not the next one: no program of ours writes that.
    """
    state = Register(register)
    for step in happened:
        if isinstance(step.data, DocumentEntered):
            if step.data.number != state.next_number:
                expected, found = state.next_number, step.data.number
                raise Tampered("register.number", position=step.position, expected=expected, found=found)
            state.documents.append(step.data)
    return state


def symbol(kind: DocumentKind, school: str) -> str:
    """Kí hiệu: ``BC-THCSSL`` of a report of Trường THCS Sông Lam, as schools abbreviate themselves (48/KH-THPTHLI)."""
    words = [word for word in school.split() if word.casefold() != "trường"]
    short = "".join(word if word.isupper() else word[0].upper() for word in words)
    return f"{KINDS[kind]}-{short}"


def written(number: int, symbol_: str) -> str:
    """``05/BC-THCSSL``: numbers under 10 have a zero before them."""
    return f"{number:02}/{symbol_}"
