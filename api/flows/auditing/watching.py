"""What the rules of ``signs`` look at, read from the entries: every request and decision, with its last day."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from uuid import UUID

from api.flows.auditing.chronicle import CONTEXT, Chronicle
from api.flows.auditing.signs import Act, Fact, Limits, Sign, signs
from api.flows.auditing.timeline import KINDS, line_of, read_on
from domain.context import local_day
from domain.ledger import Ledger, Recorded
from domain.report import events as e
from domain.school_year.deadlines import RECORDING, last_day
from domain.school_year.events import Step, TermLocked
from domain.school_year.state import SchoolYear
from domain.values import Mark, Score, Term
from domain.words import Language

_ACTS: dict[type, Act] = {
    e.CorrectionRequested: "asked",
    e.CorrectionApproved: "approved",
    e.CorrectionRefused: "refused",
}
_CORRECTIONS = tuple(topic for topic, (_, kind) in KINDS.items() if kind.startswith("correction_"))


def watched(ledger: Ledger, after: int, until: int, limits: Limits, language: Language) -> list[Sign]:
    """The signs among the entries after one position up to another."""
    return signs(list(_facts(ledger, after, until, language)), limits)


def _facts(ledger: Ledger, after: int, until: int, language: Language) -> Iterator[Fact]:
    locks = _locks(ledger)
    chronicle = Chronicle(ledger)
    context = [topic for topic in KINDS if topic.startswith(CONTEXT)]
    for entry in read_on(ledger, 0, until, [*{*context, *_CORRECTIONS}], None):
        chronicle.follow(entry)
        act = _ACTS.get(type(entry.data))
        if act and entry.position > after:
            yield _fact(entry, act, chronicle, locks, language)


def _fact(
    entry: Recorded,
    act: Act,
    chronicle: Chronicle,
    locks: dict[tuple[UUID, Term], list[date]],
    language: Language,
) -> Fact:
    line = line_of(entry, chronicle, language)
    asked = chronicle.request(getattr(entry.data, "request_id"))  # noqa: B009  # every one of _ACTS has it
    changes = asked.changes if asked else ()
    return Fact(
        line=line,
        act=act,
        raises=_raises(changes),
        last_day=_last_day(entry, changes, chronicle, locks),
        since_asked=line.source.at - line.source.request.at if line.source.request else None,
    )


def _locks(ledger: Ledger) -> dict[tuple[UUID, Term], list[date]]:
    """On which days each term of each school year was locked; few, and wanted before the entries that precede them."""
    found: dict[tuple[UUID, Term], list[date]] = defaultdict(list)
    for entry in read_on(ledger, 0, ledger.size(), [TermLocked.TOPIC], None):
        if isinstance(entry.data, TermLocked):
            found[entry.stream_id, entry.data.term].append(local_day(entry.at))
    return found


def _last_day(
    entry: Recorded,
    changes: tuple[e.Change, ...],
    chronicle: Chronicle,
    locks: dict[tuple[UUID, Term], list[date]],
) -> date | None:
    """The next day on which what is changed is closed: its step's last day, or the day of a lock that came."""
    year, day = chronicle.year, local_day(entry.at)
    place = chronicle.places.get(entry.stream_id)
    if year is None or place is None or place.class_id not in year.classes:
        return None
    terms = {change.cell.term for change in changes if isinstance(change, e.MarkChange)}
    steps = [Step.SUBJECT_TEACHERS, *(RECORDING[term] for term in terms if term in RECORDING)]
    days = [found for step in steps if (found := _of_step(year, step, place.class_id)) and found >= day]
    for term in terms:
        of_term = locks.get((year.school_year_id, term), [])
        days += of_term[bisect_left(of_term, day) :][:1]
    return min(days, default=None)


def _of_step(year: SchoolYear, step: Step, class_id: UUID) -> date | None:
    found = last_day(year, step, year.classes[class_id].grade, class_id)
    return found.until if found else None


def _raises(changes: tuple[e.Change, ...]) -> bool:
    """Whether some values rise and none falls; a comment or a name does neither."""
    steps = [step for change in changes if (step := _step(change))]
    return bool(steps) and all(step > 0 for step in steps)


def _step(change: e.Change) -> int:
    match change:
        case e.MarkChange(before=before, after=after):
            return (_rank(after) > _rank(before)) - (_rank(after) < _rank(before))
        case e.ConductChange(before=lower, after=higher):
            return (higher > lower) - (higher < lower)
        case _:
            return 0


def _rank(mark: Mark) -> tuple[int, object]:
    """Scores by their value; words, whose tables begin with the best, from the end. A score beside a word is above."""
    return (1, mark.value) if isinstance(mark, Score) else (0, -list(type(mark)).index(mark))
