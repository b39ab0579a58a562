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
from anchors.signing.trust import ROOTS_BYTES_MAX, TrustRoots
from anchors.verify import (
    FILE_BYTES_MAX,
    LiveAnswer,
    Status,
    Verdict,
    Verification,
    as_json,
    verify_file,
)
from anchors.verify.findings import ENDED
from api import verification_words as words
from api.cli.console import Exit, Screen, error_json, exit_of
from api.files import read_file, verifier_key
from api.sums import SUMS, differences, listed
from api.verification_words import MARKS, printable
from api.verifying import Evidence, Verified, files_of, reports_among, verifiers, verify_files
from domain.errors import HocbaError

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
    differing, paths = _compared(screen, given)
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
    worst = _gravest([*codes.values(), *map(exit_of, differing.values())])
    if as_json_:
        shown = [*differing.items(), *((path, kept[path]) for path in paths)]
        screen.answer([{"path": str(path), **_as_json(each, screen.language)} for path, each in shown])
        return worst
    for path, fault in differing.items():
        _line(screen, f"{MARKS[Status.FAILED]} {path}: {fault.text(screen.language)}")
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


def _gravest(codes: list[Exit]) -> Exit:
    return Exit.CONTENT if Exit.CONTENT in codes else max(codes)


def _compared(screen: Screen, given: list[Path]) -> tuple[dict[Path, AnchorError], list[Path]]:
    """
    What differs from the list of the folder that it lies in, and the reports to verify: those that agree, or have none.

    Of a folder with a list, reports are what lies in folders of it; beside the list are the papers about them.
    """
    differing: dict[Path, AnchorError] = {}
    paths: dict[Path, None] = {}
    for each in given:
        sums = listed(each) if each.is_dir() else None
        if sums is None:
            paths |= dict.fromkeys(files_of(each))
            continue
        agreeing, before = [], len(differing)
        with screen.progress(f"So với {SUMS}", f"Comparing with {SUMS}", len(sums)) as done:
            for count, (path, fault) in enumerate(differences(each, sums), 1):
                if fault:
                    differing[path] = fault
                else:
                    agreeing.append(path)
                done(min(count, len(sums)))
        reports = reports_among(path for path in agreeing if path.parent != each)
        if not reports and len(differing) == before:
            raise Misused("verify.folder_empty", path=each)
        paths |= dict.fromkeys(reports)
        screen.note(
            f"{each / SUMS}: {len(agreeing)} tệp đúng danh sách, {len(differing) - before} tệp khác.",
            f"{each / SUMS}: {len(agreeing)} files as listed, {len(differing) - before} others.",
        )
    return differing, list(paths)


def _against(screen: Screen, path: Path, verified: Verified) -> None:
    """What a person must know of a file that is not valid: its name, and each thing found against it."""
    if isinstance(verified, AnchorError):
        _line(screen, f"? {path}: {verified.text(screen.language)}")
        return
    status = Status.NOT_CHECKED if verified.verdict is Verdict.CANNOT_TELL else Status.FAILED
    _line(screen, f"{MARKS[status]} {path}: {verified.text(screen.language)}")
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
        for status, line in words.checks(step, verification, language):
            _line(screen, f"      {MARKS[status]} {line}")
        rests_on = ", ".join(word.label(language) for word in step.rests_on)
        _line(screen, f"      → {'dựa vào' if language == 'vi' else 'rests on'}: {rests_on}")
    if verification.values:
        screen.say("\nTệp XML ghi (hãy so với các trang):", "\nThe XML says (compare it with the pages):")
        for name, text in words.written(verification.values, language):
            _line(screen, f"  {name}: {text}")
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
    value = verification.text(screen.language)
    if verification.demo:
        value += " – BẢN TRÌNH DIỄN, không có giá trị pháp lý" if vietnamese else " – DEMONSTRATION without legal value"
    _line(screen, f"{'Kết luận' if vietnamese else 'Verdict'}: {value}")


def _line(screen: Screen, text: str) -> None:
    """One line, not wrapped: digests and names stay whole, a terminal breaks lines itself."""
    screen.out.print(printable(text), markup=False, soft_wrap=True)
