"""An explanation: one derived value with all that it rests on, in words of both languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, Decimal

from domain.messages import render
from domain.regulations.explanations.messages import MESSAGES as MESSAGES
from domain.regulations.results import Period
from domain.values import Cell, CommentResult, Level, Mark, Score
from domain.words import Language, said

_PERIODS = frozenset(period.value for period in Period)
#: First steps of the names that go on with codes of subjects.
_OF_SUBJECTS = ("subjects", "exemption")

#: Digits after the decimal sign of a quotient that is shown before it is rounded.
_SHOWN = Decimal("0.001")

#: A derived or recorded value; ``bool`` and ``int`` are those of people: decisions, absences.
Value = Mark | Level | str | bool | int | None


@dataclass(frozen=True, slots=True)
class Input:
    """
    A value that another rests on.

    ``what`` names it: another explanation (``subjects.TOAN.term_1``), a recorded value (``conduct.1``, ``absences``),
    or the text of ``cell``. ``by_rule`` is the reason of a mark that Điều 7.4 set.
    """

    what: str
    value: Value
    cell: Cell | None = None
    by_rule: str | None = None

    def said(self, language: Language) -> str:
        """``Toán TX1 học kì I: 8,0``; ``TOAN HK1 TX1: 8.0``."""
        name = self.cell.said(language) if self.cell else name_of(self.what, language)
        reason = f" ({self.by_rule})" if self.by_rule else ""
        return f"{name}: {value_said(self.value, language)}{reason}"


@dataclass(frozen=True)
class Sentence:
    """One step, by the code of its text."""

    code: str
    facts: Mapping[str, object] = field(default_factory=dict)

    def text(self, language: Language) -> str:
        """In words."""
        return render(self.code, language, self.facts)


@dataclass(frozen=True)
class Explanation:
    """
    How one value came about.

    ``what`` names it (``subjects.TOAN.year``, ``academic.term_1``, ``promotion``); ``article`` is where the rule
    stands; ``formula`` has the numbers in it; ``policies`` are the names of those that had a say.
    """

    what: str
    value: Value
    article: str
    rule_set: str
    sentences: tuple[Sentence, ...]
    inputs: tuple[Input, ...] = ()
    formula: str | None = None
    policies: tuple[str, ...] = ()

    def name(self, language: Language) -> str:
        """What is explained, for people: ``Toán, cả năm``."""
        return name_of(self.what, language)

    def text(self, language: Language) -> str:
        """All steps in one paragraph."""
        return " ".join(sentence.text(language) for sentence in self.sentences)

    def formula_said(self, language: Language) -> str | None:
        """The formula with the decimal sign of the language."""
        return self.formula.replace(".", ",") if self.formula and language == "vi" else self.formula


@dataclass(frozen=True, slots=True)
class Results:
    """Subjects with their results, in words: ``Toán 3,2; Tin học 4,9``; the code is what programs read."""

    found: tuple[tuple[str, Score | CommentResult], ...]

    @classmethod
    def of(cls, results: Mapping[str, Score | CommentResult], codes: Iterable[str]) -> Results:
        """Those of some subjects."""
        return cls(tuple((code, results[code]) for code in codes))

    def __str__(self) -> str:
        return "; ".join(f"{code} {result}" for code, result in self.found)

    def said(self, language: Language) -> str:
        """Names and results of the language."""
        return "; ".join(f"{said(code, language, 'subject')} {result.said(language)}" for code, result in self.found)


@dataclass(frozen=True, slots=True)
class Places:
    """Cells and names of values, in words."""

    found: tuple[Cell | str, ...]

    def __str__(self) -> str:
        return ", ".join(map(str, self.found))

    def said(self, language: Language) -> str:
        """Each in the words of the language."""
        return "; ".join(
            place.said(language) if isinstance(place, Cell) else name_of(place, language) for place in self.found
        )


@dataclass(frozen=True, slots=True)
class Inputs:
    """Inputs with their values, in words."""

    found: tuple[Input, ...]

    def __str__(self) -> str:
        return "; ".join(f"{each.what}: {each.value}" for each in self.found)

    def said(self, language: Language) -> str:
        """Each in the words of the language."""
        return "; ".join(each.said(language) for each in self.found)


def value_said(value: Value, language: Language) -> str:
    """A value in words; "—" where there is none."""
    if value is None:
        return "—"
    if isinstance(value, bool):
        return {"vi": ("không", "có"), "en": ("no", "yes")}[language][value]
    return said(value, language, "outcome" if isinstance(value, str) else "")


def name_of(what: str, language: Language) -> str:
    """``subjects.TOAN.term_1`` in words: each step in those of its code."""
    first, *steps = what.split(".")
    if first not in _OF_SUBJECTS:
        return ", ".join(said(step, language, "explained") for step in (first, *steps))
    names = [said(step, language, "explained" if step in _PERIODS else "subject") for step in steps]
    return ", ".join(names if first == "subjects" else [said(first, language, "explained"), *names])


def quotient(total: Decimal, divisor: int) -> str:
    """``76.0 / 9 = 8.444…``: three digits, and a sign that there are more."""
    exact = total / divisor
    cut = exact.quantize(_SHOWN, rounding=ROUND_DOWN)
    more = "…" if cut * divisor != total else ""
    return f"{total} / {divisor} = {cut if more else cut.normalize():f}{more}"
