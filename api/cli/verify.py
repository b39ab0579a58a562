"""
``hocba verify``: issued reports, judged from the files alone; no database, no network.

Only with ``--live`` or ``--portal`` somebody is asked afterwards what has become of each edition since.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from anchors.errors import AnchorError, Language, Misused
from anchors.receipt import RECEIPT_BYTES_MAX
from anchors.report_values import ReportValues, SubjectValues
from anchors.signing.trust import ROOTS_BYTES_MAX, TrustRoots
from anchors.verify import (
    FILE_BYTES_MAX,
    LiveAnswer,
    Status,
    Step,
    Verdict,
    Verification,
    as_json,
    verify_file,
    xml_signatures,
)
from anchors.verify.findings import ENDED, SignatureFound
from api.cli.console import Exit, Screen, error_json, exit_of
from api.files import read_file, verifier_key
from api.verifying import Evidence, Verified, files_of, verifiers, verify_files
from domain.context import VIETNAM
from domain.errors import HocbaError

MARKS = {Status.OK: "✓", Status.FAILED: "✗", Status.NOT_CHECKED: "?"}
#: Every other verdict is negative: what was issued was tampered with, or stands no longer.
EXITS = dict.fromkeys(Verdict, Exit.CONTENT) | {
    Verdict.VALID: Exit.FINE,
    Verdict.CANNOT_TELL: Exit.CANNOT_TELL,
}

#: Adds to a verification what somebody says of the edition today.
Asking = Callable[[Verification], Verification]


def verify(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE…", help="Học bạ .pdf, .xml, hoặc thư mục · reports (PDF, XML) or folders"),
    ],
    receipt: Annotated[
        Path | None, typer.Option("--receipt", help="Biên nhận chứng minh · receipt (.tlog-proof)")
    ] = None,
    key: Annotated[
        str | None,
        typer.Option("--key", help="Khóa xác minh (tệp hoặc chuỗi) · verifier key, file or string"),
    ] = None,
    trust: Annotated[
        Path | None, typer.Option("--trust", help="Chứng thư số gốc (PEM) · certificate roots (roots.pem)")
    ] = None,
    live: Annotated[
        bool, typer.Option("--live", help="Hỏi sổ cái ở đây: hủy bỏ, thu hồi, thay thế? · Ask the ledger here")
    ] = False,
    portal: Annotated[
        str | None, typer.Option("--portal", help="Hỏi cổng tra cứu (https://…) · Ask a lookup portal")
    ] = None,
    as_json_: Annotated[bool, typer.Option("--json", help="JSON (docs/formats/verify.md)")] = False,
) -> None:
    """
    Xác minh học bạ đã phát hành, không cần mạng · Verify issued reports, offline.

    Exit codes: 0 valid; 1 invalid, or genuine and recalled, cancelled or replaced since (--live, --portal); 2 cannot
    tell (evidence missing or unreadable). Of several files the gravest, where 1 is graver than 2.
    """
    screen = Screen("en" if os.environ.get("HOCBA_LANG") == "en" else "vi")
    try:
        evidence = Evidence(
            None if key is None else verifier_key(key),
            None if trust is None else TrustRoots.from_pem(read_file(trust, ROOTS_BYTES_MAX)),
        )
        with _asking(live=live, portal=portal) as asking:
            if len(files) == 1 and not files[0].is_dir():
                proof = None if receipt is None else read_file(receipt, RECEIPT_BYTES_MAX)
                content = read_file(files[0], FILE_BYTES_MAX)
                code = _one(screen, asking(verify_file(content, proof, evidence.key, evidence.roots)), as_json_)
            else:
                if receipt is not None:
                    raise Misused("verify.receipt_of_which")
                code = _several(screen, files, evidence, asking, as_json_)
    except (AnchorError, HocbaError) as error:
        raise typer.Exit(screen.fault(error, as_json=as_json_)) from error
    raise typer.Exit(code)


@contextmanager
def _asking(*, live: bool, portal: str | None) -> Iterator[Asking]:
    """Who is asked; nobody, and nothing connected, unless the person wants it."""
    if not live and portal is None:
        yield lambda verification: verification
        return
    from api import asking  # the portal and the database's libraries, which nobody needs offline
    from api.cli.common import program

    if portal is not None:
        yield asking.ThePortal(portal).about
        return
    with program() as app:
        yield asking.TheLedger(app).about


def _one(screen: Screen, verification: Verification, as_json_: bool) -> Exit:
    if as_json_:
        screen.answer(as_json(verification, screen.language))
    else:
        _show(screen, verification)
    return EXITS[verification.verdict]


def _several(screen: Screen, given: list[Path], evidence: Evidence, asking: Asking, as_json_: bool) -> Exit:
    """One line for every file that is not valid, with what speaks against it; then how many there are of each."""
    paths = list(dict.fromkeys(path for each in given for path in files_of(each)))
    codes: dict[Path, Exit] = {}
    kept: dict[Path, Verified] = {}  # what will be shown: of a thousand valid files nothing, so that memory stays flat
    demo = False
    with verifiers(evidence) as pool, screen.progress("Xác minh", "Verifying", len(paths)) as done:
        for path, found in verify_files(pool, paths):
            verified = found if isinstance(found, AnchorError) else asking(found)
            codes[path] = exit_of(verified) if isinstance(verified, AnchorError) else EXITS[verified.verdict]
            demo = demo or (isinstance(verified, Verification) and verified.demo)
            if as_json_ or codes[path] is not Exit.FINE:
                kept[path] = verified
            done(len(codes))
    worst = Exit.CONTENT if Exit.CONTENT in codes.values() else max(codes.values())
    if as_json_:
        screen.answer([{"path": str(path), **_as_json(kept[path], screen.language)} for path in paths])
        return worst
    for path in paths:
        if path in kept:
            _against(screen, path, kept[path])
    if demo:
        screen.warn("⚠ Có bản trình diễn, không có giá trị pháp lý.", "⚠ Some are demonstrations without legal value.")
    ended = sum(isinstance(each, Verification) and each.verdict in ENDED.values() for each in kept.values())
    valid, invalid, unknown = (list(codes.values()).count(code) for code in Exit)
    vi, en = (f", {ended} nay đã hết hiệu lực", f", {ended} ended since") if ended else ("", "")
    screen.say(
        f"{len(paths)} tệp: {valid} hợp lệ, {invalid - ended} không hợp lệ{vi}, {unknown} chưa đủ căn cứ kết luận.",
        f"{len(paths)} files: {valid} valid, {invalid - ended} invalid{en}, {unknown} cannot tell.",
    )
    return worst


def _against(screen: Screen, path: Path, verified: Verified) -> None:
    """What a person must know of a file that is not valid: its name, and each thing found against it."""
    if isinstance(verified, AnchorError):
        _line(screen, f"? {path}: {verified.text(screen.language)}")
        return
    status = Status.NOT_CHECKED if verified.verdict is Verdict.CANNOT_TELL else Status.FAILED
    _line(screen, f"{MARKS[status]} {path}: {verified.verdict.text(screen.language)}")
    if verified.live:
        _line(screen, f"    {_told(verified.live, screen.language)}")
    for step in verified.steps:
        for check in step.checks:
            if check.fault and check.status is status:
                of = f"{check.of}: " if check.of else ""
                reason = check.fault.text(screen.language)
                _line(screen, f"    ({step.number}) {of}{check.text(screen.language)}: {reason}")


def _as_json(verified: Verified, language: Language) -> dict[str, Any]:
    if isinstance(verified, AnchorError):
        return {"error": error_json(verified, language)}
    return as_json(verified, language)


def _show(screen: Screen, verification: Verification) -> None:
    language = screen.language
    for mark in verification.demo_marks(language):
        screen.warn(f"⚠ {mark}", f"⚠ {mark}")
    for step in verification.steps:
        _line(screen, f"{MARKS[step.status]} ({step.number}) {step.title(language)}")
        for line in _checks(step, verification, language):
            _line(screen, f"      {line}")
        words = ", ".join(word.label(language) for word in step.rests_on)
        _line(screen, f"      → {'dựa vào' if language == 'vi' else 'rests on'}: {words}")
    if verification.values:
        _values(screen, verification.values)
    screen.say("\nDựa vào lời của ai:", "\nOn whose word:")
    for word in verification.rests_on:
        _line(screen, f"  • {word.label(language)}: {word.text(language)}")
    if verification.live:
        screen.say("\nTình trạng hiện nay:", "\nToday:")
        _line(screen, f"  {_told(verification.live, language)}")
    vi, en = ("", "") if verification.live else (" khi không có mạng", " offline")
    screen.say(f"\n(8) Điều tệp này không chứng minh{vi}:", f"\n(8) What is not shown{en}:")
    for statement in verification.not_shown:
        _line(screen, f"  • {statement.text(language)}")
    _conclusion(screen, verification)


def _told(live: LiveAnswer, language: Language) -> str:
    from api.asking import told  # loaded already: somebody was asked

    return told(live, language)


def _conclusion(screen: Screen, verification: Verification) -> None:
    vietnamese, checkpoint = screen.language == "vi", verification.checkpoint
    screen.say("", "")
    if checkpoint:
        size, origin, position = checkpoint.size, checkpoint.origin, verification.position
        in_vietnamese = f"Mốc niêm phong: {size} bản ghi của {origin}; học bạ ở vị trí {position}."
        in_english = f"Checkpoint: {size} entries of {origin}; the report is at position {position}."
        _line(screen, in_vietnamese if vietnamese else in_english)
    value = verification.verdict.text(screen.language)
    if verification.demo:
        value += " – BẢN TRÌNH DIỄN, không có giá trị pháp lý" if vietnamese else " – DEMONSTRATION without legal value"
    _line(screen, f"{'Kết luận' if vietnamese else 'Verdict'}: {value}")


def _checks(step: Step, verification: Verification, language: Language) -> list[str]:
    """In step 3 one line for every signer who is fine; what is the same for several is said once."""
    signers = {_place(found): found for found in verification.signatures if found.stage} if step.number == 3 else {}
    lines: dict[str, list[str]] = {}
    for of in dict.fromkeys(check.of for check in step.checks):
        checks = [check for check in step.checks if check.of == of]
        if of in signers and all(check.status is Status.OK for check in checks):
            lines[f"{MARKS[Status.OK]} {of}: {_signer(signers[of], language)}"] = []
            continue
        for check in checks:
            if of not in signers or check.status is not Status.OK:
                detail = check.fault.text(language) if check.fault else check.found
                lines.setdefault(f"{MARKS[check.status]} {{}}{check.text(language)}: {detail}", []).append(of)
    return [line.replace("{}", f"{', '.join(ofs)}: " if any(ofs) else "", 1) for line, ofs in lines.items()]


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


def _values(screen: Screen, values: ReportValues) -> None:
    """What the XML says, in the order of the pages, so that a person can compare them."""
    vietnamese = screen.language == "vi"
    screen.say("\nTệp XML ghi (hãy so với các trang):", "\nThe XML says (compare it with the pages):")

    def marks(*texts: str | None) -> str:
        shown = (text or "–" for text in texts)
        return " | ".join(text.replace(".", ",") if vietnamese else text for text in shown)

    rows = [
        ("Mã số tra cứu", "Lookup code", f"{values.lookup_id} ({values.edition})"),
        *([("Thay cho bản", "Replaces", str(values.replaces))] if values.replaces else []),
        ("Học sinh", "Pupil", f"{values.pupil_name}, {values.birth_date:%d/%m/%Y}, {values.pupil_code}"),
        ("Trường", "School", f"{values.school} ({values.school_code}), {values.ward}, {values.province}"),
        ("Năm học, lớp", "Year, class", f"{values.school_year}, {values.class_name}"),
        *((row.name, row.name, marks(*_marks(row)) + _remark(row, vietnamese=vietnamese)) for row in values.subjects),
        *((trait.name, trait.name, trait.rating) for trait in values.traits),
    ]
    if values.academic and values.conduct:
        rows += [
            ("Kết quả học tập", "Academic result", marks(*values.academic, *filter(None, [values.academic_final]))),
            ("Kết quả rèn luyện", "Conduct", marks(*values.conduct, *filter(None, [values.conduct_final]))),
        ]
    if values.result:
        rows.append(("Đánh giá kết quả giáo dục", "Result of the year", values.result))
    ends = (values.promotion, values.outcome or values.completion, values.title)
    rows += [
        ("Số buổi nghỉ", "Absences", f"{values.absences_permitted} P, {values.absences_unpermitted} K"),
        ("Kết luận năm học", "Promotion", "; ".join(filter(None, ends))),
        ("Điều chỉnh", "Corrections", ", ".join(values.corrections) or "0"),
    ]
    if effective := values.effective_date:
        rows.append(("Ngày có hiệu lực", "Effective date", f"{effective:%d/%m/%Y}"))
    for in_vietnamese, in_english, text in rows:
        _line(screen, f"  {in_vietnamese if vietnamese else in_english}: {text}")


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


def _line(screen: Screen, text: str) -> None:
    """
    One line, not wrapped: digests and names stay whole, a terminal breaks lines itself.

    The text holds values of a file from anybody: what is not printable is shown as its code, or a line break, an escape
    sequence or a mark that turns the direction of writing could fake a verdict.
    """
    shown = "".join(each if each.isprintable() else ascii(each)[1:-1] for each in text)
    screen.out.print(shown, markup=False, soft_wrap=True)
