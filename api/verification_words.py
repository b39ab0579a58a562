"""A verification in the words of people, line by line: what ``hocba verify`` prints and the pages show."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from anchors.errors import Language
from anchors.report_values import PaperValues, ReportValues, SubjectValues, Values
from anchors.verify import Status, Step, Verification, xml_signatures
from anchors.verify.findings import SignatureFound
from domain.context import VIETNAM

MARKS = {Status.OK: "✓", Status.FAILED: "✗", Status.NOT_CHECKED: "?"}


def printable(text: str) -> str:
    """
    Values of a file from anybody: what is not printable is shown as its code.

    A line break, an escape sequence or a mark that turns the direction of writing could fake a verdict.
    """
    return "".join(each if each.isprintable() else ascii(each)[1:-1] for each in text)


def checks(step: Step, verification: Verification, language: Language) -> list[tuple[Status, str]]:
    """A step's lines. In step 3 one for every signer who is fine; what is the same for several is said once."""
    signers = {_place(found): found for found in verification.signatures if found.stage} if step.number == 3 else {}
    lines: dict[tuple[Status, str], list[str]] = {}
    for of in dict.fromkeys(check.of for check in step.checks):
        found = [check for check in step.checks if check.of == of]
        if of in signers and all(check.status is Status.OK for check in found):
            lines[Status.OK, f"{of}: {_signer(signers[of], language)}"] = []
            continue
        for check in found:
            if of not in signers or check.status is not Status.OK:
                detail = check.fault.text(language) if check.fault else check.found
                lines.setdefault((check.status, f"{{}}{check.text(language)}: {detail}"), []).append(of)
    return [
        (status, line.replace("{}", f"{', '.join(ofs)}: " if any(ofs) else "", 1))
        for (status, line), ofs in lines.items()
    ]


def every_step(verification: Verification, language: Language) -> list[tuple[Step, list[tuple[Status, str]]]]:
    """Each step with its lines, printable."""
    return [
        (step, [(status, printable(line)) for status, line in checks(step, verification, language)])
        for step in verification.steps
    ]


def _place(found: SignatureFound) -> str:
    return xml_signatures.name((found.stage, found.subject)) if found.stage else ""


def _signer(found: SignatureFound, language: Language) -> str:
    """Who, in which capacity, when by his own word, and until when the certificate counts."""
    who = f"{found.name}, {found.capacity}" if found.capacity else found.name
    if found.in_place_of:
        who += f", ký thay {found.in_place_of}" if language == "vi" else f", in place of {found.in_place_of}"
    at = f"{found.signed_at.astimezone(VIETNAM):%d/%m/%Y %H:%M}"  # the clock that the pages show
    until = f"{found.not_after.astimezone(VIETNAM):%d/%m/%Y}"
    if found.proven_at:
        by = f"{found.proven_at.astimezone(VIETNAM):%d/%m/%Y %H:%M}"
        at += f" (chậm nhất {by}, theo dấu thời gian)" if language == "vi" else f" (by {by} at the latest: timestamp)"
    if language == "vi":
        return f"{who}; ký {at}; chứng thư số có hiệu lực khi ký, đến {until}"
    return f"{who}; signed {at}; certificate valid when signing, until {until}"


def written(values: Values, language: Language) -> list[tuple[str, str]]:
    """What the XML says, name and value, in the order of the pages, so that a person can compare them."""
    vietnamese = language == "vi"
    if isinstance(values, PaperValues):
        rows = list(_paper(values, vietnamese=vietnamese))
    else:
        rows = list(_report(values, vietnamese=vietnamese))
    if effective := values.effective_date:
        rows.append(("Ngày có hiệu lực", "Effective date", f"{effective:%d/%m/%Y}"))
    return [(in_vietnamese if vietnamese else in_english, text) for in_vietnamese, in_english, text in rows]


#: In Vietnamese, in English, the value.
_Row = tuple[str, str, str]


def _listed(*texts: str | None, vietnamese: bool) -> str:
    shown = (text or "–" for text in texts)
    return " | ".join(text.replace(".", ",") if vietnamese else text for text in shown)


def _paper(values: PaperValues, *, vietnamese: bool) -> Iterator[_Row]:
    """Of a digitised paper report: whose it is, who digitised it, who issued the paper, what it says of each year."""
    listed = partial(_listed, vietnamese=vietnamese)
    yield "Mã số tra cứu", "Lookup code", str(values.lookup_id)
    yield "Học sinh", "Pupil", f"{values.pupil_name}, {values.birth_date:%d/%m/%Y}, {values.pupil_code}"
    yield "Trường cấp học bạ giấy", "Paper issued by", f"{values.origin}, {values.origin_place}"
    yield "Trường số hoá", "Digitised by", f"{values.school} ({values.school_code}), {values.ward}, {values.province}"
    yield "Bản chụp", "Scan", f"{values.scan_pages} trang" if vietnamese else f"{values.scan_pages} pages"
    for year in values.years:
        yield "Năm học, lớp", "Year, class", f"{year.school_year}, {year.class_name}, {year.school}"
        for row in year.subjects:
            terms = (row.term_1, row.term_2) if row.term_1 or row.term_2 else ()
            yield row.name, row.name, listed(*terms, row.year, *filter(None, [row.test]))
        for trait in year.traits:
            yield trait.name, trait.name, trait.rating
        if year.result is None and not year.traits:
            yield "Kết quả học tập", "Academic result", listed(*year.academic)
            yield "Kết quả rèn luyện", "Conduct", listed(*year.conduct)
        if year.result:
            yield "Đánh giá kết quả giáo dục", "Result of the year", year.result
        yield "Số buổi nghỉ", "Absences", "–" if year.absences is None else str(year.absences)
        yield "Kết luận năm học", "Promotion", "; ".join(filter(None, (year.promotion, year.title))) or "–"


def _report(values: ReportValues, *, vietnamese: bool) -> Iterator[_Row]:
    marks = partial(_listed, vietnamese=vietnamese)
    yield from [
        ("Mã số tra cứu", "Lookup code", f"{values.lookup_id} ({values.edition})"),
        *([("Thay cho bản", "Replaces", str(values.replaces))] if values.replaces else []),
        ("Học sinh", "Pupil", f"{values.pupil_name}, {values.birth_date:%d/%m/%Y}, {values.pupil_code}"),
        ("Trường", "School", f"{values.school} ({values.school_code}), {values.ward}, {values.province}"),
        ("Năm học, lớp", "Year, class", f"{values.school_year}, {values.class_name}"),
        *((row.name, row.name, marks(*_marks(row)) + _remark(row, vietnamese=vietnamese)) for row in values.subjects),
        *((trait.name, trait.name, trait.rating) for trait in values.traits),
    ]
    if values.academic and values.conduct:
        yield from [
            ("Kết quả học tập", "Academic result", marks(*values.academic, *filter(None, [values.academic_final]))),
            ("Kết quả rèn luyện", "Conduct", marks(*values.conduct, *filter(None, [values.conduct_final]))),
        ]
    if values.result:
        yield "Đánh giá kết quả giáo dục", "Result of the year", values.result
    ends = (values.promotion, values.outcome or values.completion, values.title)
    yield from [
        ("Số buổi nghỉ", "Absences", f"{values.absences_permitted} P, {values.absences_unpermitted} K"),
        ("Kết luận năm học", "Promotion", "; ".join(filter(None, ends))),
        ("Điều chỉnh", "Corrections", ", ".join(values.corrections) or "0"),
    ]


def _marks(row: SubjectValues) -> tuple[str | None, ...]:
    """Terms, year and what the summer made of it; in a primary report level and test."""
    if row.level:
        return (row.level, *filter(None, [row.test]))
    return (row.term_1, row.term_2, row.year, *filter(None, [row.reassessed]))


def _remark(row: SubjectValues, *, vietnamese: bool) -> str:
    """Special topics, and the decision of an exemption."""
    remarks = ["có chuyên đề học tập" if vietnamese else "with special topics"] if row.topics else []
    if row.exempt:
        remarks.append(f"{'miễn học' if vietnamese else 'exempted'}: {row.exempt}")
    return f" ({'; '.join(remarks)})" if remarks else ""
