"""Places of a report's record that are no cells of a gradebook, and what is still missing, in the words of people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from domain.regulations.curriculum import PART_NAMES, Subject, Trait
from domain.report.events.roll import Session
from domain.values import Cell, Kind, Term
from domain.words import TRAIT_GROUP_NAMES, TRAIT_NAMES, Language, said

#: Most groups of missing places that a message names: they fit on three lines of a screen; a list would not be read.
GROUPS_MAX = 8


@dataclass(frozen=True, slots=True)
class Place:
    """
    One such place; equal for the same place.

    ``subject`` is that of a comment, ``term`` that of conduct, ``field`` that of the pupil's identity, ``session`` a
    half-day of the roll.
    """

    what: Literal["comment", "conduct", "absences", "session", "homeroom_comment", "summer_conduct", "identity"]
    subject: str | None = None
    term: Term | None = None
    field: str | None = None
    session: Session | None = None

    def __str__(self) -> str:
        return self._in_vietnamese(self.subject, f"HK{self.term}")

    def said(self, language: Language) -> str:
        """For people: ``Toán: nhận xét``, ``rèn luyện học kì I``."""
        if language == "vi":
            term = self.term.said(language) if self.term else ""
            return self._in_vietnamese(said(self.subject, "vi", "subject"), term)
        texts = {
            "comment": f"{self.subject}: comment",
            "conduct": f"conduct of term {self.term}",
            "absences": "absences",
            "session": f"roll call, {said(self.session, 'en')}",
            "homeroom_comment": "the homeroom teacher's comment",
            "summer_conduct": "conduct after the summer",
            "identity": said(self.field, "en", "identity"),
        }
        return texts[self.what]

    def _in_vietnamese(self, subject: str | None, term: str) -> str:
        texts = {
            "comment": f"{subject}: nhận xét",
            "conduct": f"rèn luyện {term}",
            "absences": "số buổi nghỉ",
            "session": f"điểm danh {said(self.session, 'vi')}",
            "homeroom_comment": "nhận xét của GVCN",
            "summer_conduct": "rèn luyện trong kì nghỉ hè",
            "identity": said(self.field, "vi", "identity"),
        }
        return texts[self.what]


def subject_of(place: Cell | Place) -> str | None:
    """The subject whose teacher records in a place; None where the homeroom teacher does."""
    return None if place.subject is None or of_homeroom(place.subject) else place.subject


def of_homeroom(code: str) -> bool:
    """Whether marks or a comment under this code are the homeroom teacher's: qualities, competencies, their groups."""
    return code in TRAIT_NAMES or code in TRAIT_GROUP_NAMES


ABSENCES = Place("absences")
HOMEROOM_COMMENT = Place("homeroom_comment")
SUMMER_CONDUCT = Place("summer_conduct")


@dataclass(frozen=True, slots=True)
class Missing:
    """
    What is still to be recorded before signing: ``str`` names every place, ``said`` groups them and cuts.

    ``taught`` are the pupil's subjects, in primary school with the qualities and competencies.
    """

    taught: tuple[Subject | Trait, ...]
    cells: tuple[Cell, ...]
    places: tuple[Place, ...]

    def __bool__(self) -> bool:
        return bool(self.cells or self.places)

    def __str__(self) -> str:
        return "; ".join(self.each())

    def each(self) -> list[str]:
        """Every place by itself."""
        return [place.said("vi") for place in self.cells] + [place.said("vi") for place in self.places]

    def said(self, language: Language) -> str:
        """``Toán học kì I: TX1–TX4, GK, CK; Ngữ văn: chưa có điểm nào; rèn luyện học kì II; … và 3 mục khác``."""
        groups = [*self._by_subject(language), *self._comments(language)]
        groups += [place.said(language) for place in self.places if place.what != "comment"]
        more = len(groups) - GROUPS_MAX
        if more <= 0:
            return "; ".join(groups)
        rest = f"và {more} mục khác" if language == "vi" else f"and {more} more"
        return f"{'; '.join(groups[:GROUPS_MAX])}; {rest}"

    def _by_subject(self, language: Language) -> Iterable[str]:
        by_part: defaultdict[tuple[str, str | None], list[Cell]] = defaultdict(list)
        for cell in self.cells:
            by_part[cell.subject, cell.part].append(cell)
        for (code, part), lacking in by_part.items():
            subject = next(each for each in self.taught if each.code == code)
            name = f"{subject.name} ({PART_NAMES[part]})" if part else subject.name
            if len(lacking) == len(subject.columns) * len(Term):
                scored = isinstance(subject, Subject) and subject.kind is Kind.SCORED
                yield f"{name}: {_nothing(language, scored=scored)}"
                continue
            for term, of_term in groupby(lacking, key=lambda cell: cell.term):
                yield f"{name} {term.said(language)}: {_columns([cell.column.said(language) for cell in of_term])}"

    def _comments(self, language: Language) -> Iterable[str]:
        lacking = {place.subject for place in self.places if place.what == "comment"}
        names = [one.name for one in self.taught if isinstance(one, Subject) and one.code in lacking]
        if names and len(names) == sum(isinstance(one, Subject) for one in self.taught):
            yield "nhận xét của tất cả các môn" if language == "vi" else "the comments of all subjects"
        elif names:
            yield f"nhận xét môn {', '.join(names)}" if language == "vi" else f"comments of {', '.join(names)}"
        groups = [said(code, language, "subject") for code in TRAIT_GROUP_NAMES if code in lacking]
        if groups:
            yield f"nhận xét {', '.join(groups)}" if language == "vi" else f"comments of {', '.join(groups)}"


def _nothing(language: Language, *, scored: bool) -> str:
    if language == "en":
        return "nothing recorded"
    return "chưa có điểm nào" if scored else "chưa có kết quả nào"


def _columns(names: Sequence[str]) -> str:
    """``TX1–TX4, GK``: two or more regular columns side by side become a range."""
    runs: list[list[str]] = []
    for name in names:
        follows = runs and name[:-1] == runs[-1][-1][:-1] == "TX" and int(name[-1]) == int(runs[-1][-1][-1]) + 1
        if follows:
            runs[-1].append(name)
        else:
            runs.append([name])
    return ", ".join(run[0] if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)
