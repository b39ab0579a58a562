"""What replay, diff, timeline and history answer, as lines for a person in one language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby

from api.flows.auditing.chronicle import AskedFor, Person, Pupil, Source
from api.flows.auditing.corrected import Corrected, Result
from api.flows.auditing.diff import Changed, ReportDiff, YearChange
from api.flows.auditing.history import Chapter, History
from api.flows.auditing.replay import Replayed, StoodAt
from api.flows.auditing.timeline import Line
from domain.context import PORTAL, VIETNAM
from domain.words import TABLES, Language, said

#: Characters of a value that is worth repeating: a mark or a level is, a comment is not.
SHORT_MAX = 12


def day_of(at: datetime) -> str:
    """``18/05/2026``, in Vietnam."""
    return f"{at.astimezone(VIETNAM):%d/%m/%Y}"


def line(found: Line, language: Language) -> Iterator[str]:
    """An entry of the timeline; the day stands above it."""
    where = f"[{pupil(found.pupil, language)}] " if found.pupil else ""
    yield f"  {_time(found.source.at)}  {where}{found.told}"
    yield f"         {circumstances(found.source, language)}"
    yield from _correction(found.source, found.corrected, found.effect, language)


def replayed(found: Replayed, language: Language) -> Iterator[str]:
    """A report as it stood."""
    at, status = _moment(found.at), said(found.status, language, "status")
    yield _pick(
        language,
        f"Học bạ {found.school_year} của {found.full_name}, lớp {found.class_code}, số thứ tự {found.number}",
        f"Report {found.school_year} of {found.full_name}, class {found.class_code}, number {found.number}",
    )
    yield _pick(
        language,
        f"như tại bản ghi {found.position} (trong {found.size}), {at}: {status}",
        f"as of entry {found.position} (of {found.size}), {at}: {status}",
    )
    sections = groupby(found.values, key=lambda value: value.place.partition("/")[0])
    for name, values in sections:
        yield ""
        yield SECTIONS[name][0 if language == "vi" else 1]
        yield from (f"  {_stood(value, language)}" for value in values)
    if found.voided:
        yield ""
        yield _pick(language, "Chữ ký đã hết hiệu lực", "Signatures that had fallen")
        for fallen in found.voided:
            signed = _moment(fallen.signed_at)
            fell = circumstances(fallen.source, language)
            yield "  " + _pick(
                language,
                f"{fallen.label}, ký {signed}; mất hiệu lực: {fell}",
                f"{fallen.label}, {signed}; fell: {fell}",
            )
    if found.missing:
        yield ""
        yield _pick(language, "Còn thiếu: ", "Missing: ") + ", ".join(found.missing)


#: What stands in a report, by the first word of its place.
SECTIONS = {
    "identity": ("Học sinh", "Pupil"),
    "mark": ("Điểm", "Marks"),
    "comment": ("Nhận xét môn học", "Comments"),
    "conduct": ("Rèn luyện", "Conduct"),
    "absences": ("Chuyên cần", "Attendance"),
    "homeroom_comment": ("Nhận xét của GVCN", "Homeroom comment"),
    "summer_conduct": ("Rèn luyện trong hè", "Conduct in the summer"),
    "programme": ("Môn đã chọn", "Chosen subjects"),
    "exemption": ("Miễn học", "Exemptions"),
    "decision": ("Quyết định", "Decisions"),
    "request": ("Đề nghị điều chỉnh", "Correction requests"),
    "confirmed": ("Đã xác nhận", "Confirmed parts"),
    "signature": ("Chữ ký có hiệu lực", "Signatures in force"),
    "edition": ("Các bản", "Editions"),
    "derived": ("Kết quả theo quy chế đang áp dụng", "Results by the rules in force"),
}


def report_diff(found: ReportDiff, language: Language) -> Iterator[str]:
    """The changes of one report."""
    yield pupil(found.pupil, language) + f"  {found.report_id}"
    for change in found.changes:
        if change.place.startswith("signature/"):
            continue
        yield f"  {_changed(change, language)}"
        if change.source:
            yield f"    {circumstances(change.source, language)}"
            yield from request_lines(change.source.request, language, "    ")
    yield from _signatures([each for each in found.changes if each.place.startswith("signature/")], language)


def _signatures(changes: Sequence[Changed], language: Language) -> Iterator[str]:
    """Signatures that came, and those that are gone, in a line each."""
    came = [f"{each.label}: {each.after_said} ({_at(each)})" for each in changes if each.after is not None]
    gone = [f"{each.label}: {each.before_said} ({_at(each)})" for each in changes if each.after is None]
    for vi, en, told in (("Đã ký", "Signed", came), ("Không còn hiệu lực", "No more in force", gone)):
        if told:
            yield f"  {_pick(language, vi, en)}. {'; '.join(told)}"


def _at(change: Changed) -> str:
    return f"#{change.source.position}" if change.source else "–"


def year_change(found: YearChange, language: Language) -> Iterator[str]:
    """A change of the school year itself."""
    yield _pick(language, "Năm học: ", "School year: ") + found.told
    yield f"    {_moment(found.source.at)} · {circumstances(found.source, language)}"


def told_history(found: History, language: Language) -> Iterator[str]:
    """The story, day by day."""
    yield _pick(
        language,
        f"Học bạ {found.school_year} của {found.full_name}, lớp {found.class_code}, số thứ tự {found.number}, "
        f"{found.school}",
        f"Report {found.school_year} of {found.full_name}, class {found.class_code}, number {found.number}, "
        f"{found.school}",
    )
    yield _pick(language, "Hiện nay: ", "Now: ") + said(found.status, language, "status")
    for day, chapters in groupby(found.chapters, key=lambda chapter: day_of(chapter.source.at)):
        yield ""
        yield day
        for chapter in chapters:
            yield from told_chapter(chapter, language)


def told_chapter(chapter: Chapter, language: Language) -> Iterator[str]:
    """A line of the story; the day stands above it."""
    several = len({*chapter.positions}) > 1
    entries = f"{_pick(language, 'bản ghi', 'entries' if several else 'entry')} {ranges(chapter.positions)}"
    yield f"  {_time(chapter.source.at)}  {chapter.told}"
    who = _who(chapter.source, language) if len(chapter.people) == 1 else _role(chapter.source.role, language)
    yield f"         {who} · {entries}"
    yield from _correction(chapter.source, chapter.corrected, chapter.effect, language)


def _correction(
    source: Source, corrected: Iterable[Corrected], effect: Iterable[Result], language: Language
) -> Iterator[str]:
    """Behind a decision: who asked and why; behind an approval also who had recorded what, and what followed."""
    pad = " " * 9
    yield from request_lines(source.request, language, pad)
    for each in corrected:
        told = f"{each.label}: {each.before} → {each.after}"
        if each.recorded_by and each.recorded_at:  # before and after stand in the sentence above
            who, when, at = person(each.recorded_by, language), _moment(each.recorded_at), each.recorded_position
            short = len(each.before) <= SHORT_MAX
            vi, en = (each.before, each.before) if short else ("giá trị trước", "the value before")
            told = each.label + _pick(
                language, f": {vi} do {who} ghi {when} (bản ghi {at})", f": {en} recorded by {who}, {when} (entry {at})"
            )
        yield pad + told
    for result in effect:
        yield f"{pad}{result.place}: {result.before} → {result.after}"


def request_lines(asked: AskedFor | None, language: Language, pad: str = "") -> Iterator[str]:
    """Who asked for what was decided, why, with which paper; nothing where nobody did."""
    if asked is None:
        return
    who, when, code = person(asked.by, language), _moment(asked.at), said(asked.reason_code, language, "reason")
    reason = f"{code}. {asked.reason.rstrip('. ')}"
    paper, day = asked.paper.number, f"{asked.paper.dated:%d/%m/%Y}"
    yield pad + _pick(
        language,
        f"Theo đề nghị của {who}, {when} (bản ghi {asked.position}): {reason}. Báo cáo số {paper} ngày {day}",
        f"Asked for by {who}, {when} (entry {asked.position}): {reason}. Report {paper} of {day}",
    )


def _stood(value: StoodAt, language: Language) -> str:
    rule = f" ({value.by_rule})" if value.by_rule else ""
    told = f"{value.label}: {value.said}{rule}"
    if value.source is None:
        return told
    return f"{told}  · {_moment(value.source.at)} · {circumstances(value.source, language)}"


def _changed(change: Changed, language: Language) -> str:
    told = f"{change.label}: {change.before_said or '–'} → {change.after_said or '–'}"
    if not change.follows_from:
        return told
    return told + _pick(
        language, f"  (do bản ghi {ranges(change.follows_from)})", f"  (by entries {ranges(change.follows_from)})"
    )


def circumstances(source: Source, language: Language) -> str:
    """``Trịnh Thành Long (GV01), GVBM được phân công · bản ghi 54``."""
    return f"{_who(source, language)} · {_pick(language, 'bản ghi', 'entry')} {source.position}"


def _who(source: Source, language: Language) -> str:
    """Name, code, role, and the right that it rests on."""
    told = person(source.by, language)
    role = _role(source.role, language)
    if told != role:
        told += f", {role}"
    if source.on_behalf_of:
        told += _pick(language, ", thay mặt ", ", on behalf of ") + person(source.on_behalf_of, language)
    rests_on = "; ".join(text for text in (source.delegation, source.clause) if text)
    return told + (_pick(language, f", theo {rests_on}", f", by {rests_on}") if rests_on else "")


def person(found: Person, language: Language) -> str:
    """``Trịnh Thành Long (GV01)``; the operator and a family on the portal have no name here."""
    outside = "FAMILY" if found.staff_id == PORTAL else "OPERATOR"
    return f"{found.name} ({found.code})" if found.name else _role(outside, language)


def _role(code: str, language: Language) -> str:
    return said(code, language, "acting" if code in TABLES["acting"] else "role")


def pupil(found: Pupil, language: Language) -> str:
    """``Bùi Thu Hà, 9A, STT 1``."""
    if found.class_code is None:
        return found.full_name
    number = _pick(language, f"STT {found.number}", f"number {found.number}")
    return f"{found.full_name}, {found.class_code}, {number}"


def ranges(positions: Sequence[int]) -> str:
    """``49–54, 60``."""
    runs: list[list[int]] = []
    for position in sorted({*positions}):
        if runs and runs[-1][-1] == position - 1:
            runs[-1].append(position)
        else:
            runs.append([position])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)


def _moment(at: datetime) -> str:
    return f"{at.astimezone(VIETNAM):%d/%m/%Y %H:%M}"


def _time(at: datetime) -> str:
    return f"{at.astimezone(VIETNAM):%H:%M}"


def _pick(language: Language, vi: str, en: str) -> str:
    return vi if language == "vi" else en
