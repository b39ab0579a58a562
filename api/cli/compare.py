"""``hocba anchor compare``: one history or two; offline unless the ledger is asked for (``live``) or needed."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any

import typer

from anchors import comparison
from anchors.checkpoint import VerifierKey
from anchors.comparison import FILE_BYTES_MAX, LIVE, Comparison, Evidence, Kind, read, read_proof
from anchors.consistency import PROOF_BYTES_MAX
from anchors.errors import AnchorError, Misused
from api.cli.console import Exit, Screen
from api.files import read_file, verifier_key
from api.settings import Settings
from domain.errors import HocbaError


def compare(
    old: Annotated[
        str, typer.Argument(metavar="OLD", help="Mốc, biên nhận, học bạ PDF, hoặc live · the older evidence")
    ],
    new: Annotated[str, typer.Argument(metavar="NEW", help="Cũng vậy; live là mốc mới nhất · the newer, or live")],
    key: Annotated[str, typer.Option("--key", help="Khóa xác minh (tệp hoặc chuỗi) · verifier key, file or string")],
    proof: Annotated[
        list[Path] | None,
        typer.Option("--proof", help="Chứng minh nối tiếp, để so không cần mạng; lặp lại được · proof, offline"),
    ] = None,
    school: Annotated[str | None, typer.Option("--school", help="Mã trường; mặc định theo khóa. · School.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON (docs/formats/consistency.md)")] = False,
) -> None:
    """
    So hai mốc niêm phong của một sổ cái: mốc sau có nối tiếp mốc trước không? · One history, or two?

    Mã thoát: 0 một lịch sử, 1 hai lịch sử, 2 chưa kết luận được. · Exit: 0 consistent, 1 two histories, 2 cannot tell.
    """
    screen = Screen("en" if os.environ.get("HOCBA_LANG") == "en" else "vi")
    try:
        found = _compare((old, new), verifier_key(key), proof or [], school)
    except (AnchorError, HocbaError) as error:
        screen.fault(error, as_json=as_json)
        raise typer.Exit(Exit.CANNOT_TELL) from error
    except OSError as error:  # While looking for a database; files that were named have told it themselves.
        fault = Misused("file.unreadable", path=error.filename or "-", reason=error.strerror or error)
        raise typer.Exit(screen.fault(fault, as_json=as_json)) from error
    if as_json:
        screen.answer(_as_json(found))
    else:
        _show(screen, found)
    raise typer.Exit(Exit.FINE if found.consistent else Exit.CONTENT)


def _compare(
    names: tuple[str, str], key: VerifierKey, proofs: list[Path] | tuple[()], school: str | None
) -> Comparison:
    """Raises errors of ours, which all mean that nothing could be told."""
    shown = [read_proof(str(path), read_file(path, PROOF_BYTES_MAX), key) for path in proofs]
    held = {name: read(name, read_file(Path(name), FILE_BYTES_MAX), key) for name in names if name != LIVE}
    if len(held) == len(set(names)):
        try:
            return comparison.compare(held[names[0]], held[names[1]], shown)
        except Misused:
            if shown or not _database_at_hand():
                raise
    # Only here: an inspector's laptop has no database, and need not have the programs that talk to one.
    from api.cli.live import from_ledger

    ledger = from_ledger(key, school, [each.size for each in held.values()])
    either = [held.get(name, ledger[0]) for name in names]
    return comparison.compare(either[0], either[1], [*shown, *ledger])


def _database_at_hand() -> bool:
    """A database that was named, or made before; none is made for a comparison."""
    settings = Settings.from_environment(os.environ)
    if settings.database_url:
        return True
    from api.embedded_postgres.place import find

    return settings.data.is_dir() and find(settings.data) is not None


def _show(screen: Screen, found: Comparison) -> None:
    older, newer, contradiction = found.older, found.newer, found.contradiction
    if found.swapped:
        screen.warn(
            f"{newer.name}, nêu trước, có nhiều bản ghi hơn {older.name}: đã so theo thứ tự số bản ghi. Nếu ai đó đưa "
            f"{older.name} ra như mốc mới nhất thì đó là một mốc cũ.",
            f"{newer.name}, named first, holds more entries than {older.name}: compared in order of size. If somebody "
            f"shows {older.name} as the newest checkpoint, it is an old one.",
        )
    if contradiction:
        older, newer = contradiction.first, contradiction.second
        screen.say(
            f"HAI LỊCH SỬ: khóa {older.checkpoint.origin} đã ký hai mốc không thể cùng thuộc một sổ cái.",
            f"TWO HISTORIES: the key {older.checkpoint.origin} has signed two checkpoints that no one ledger can have.",
        )
    else:
        screen.say(
            f"MỘT LỊCH SỬ: {older.size} bản ghi đầu của {newer.name} đúng là những bản ghi của {older.name}.",
            f"ONE HISTORY: the first {older.size} entries of {newer.name} are those of {older.name}.",
        )
    for each in dict.fromkeys((older, newer)):
        screen.say(
            f"  {each.name}: {each.size} bản ghi, gốc {each.root.hex()}",
            f"  {each.name}: {each.size} entries, root {each.root.hex()}",
        )
    if contradiction and older.size < newer.size:
        screen.say(
            f"  {newer.name}, riêng {older.size} bản ghi đầu: gốc {contradiction.root.hex()}",
            f"  {newer.name}, its first {older.size} entries: root {contradiction.root.hex()}",
        )
    if found.proven_by:
        names = ", ".join(found.proven_by)
        screen.say(f"  Chứng minh: {names}", f"  Proven by: {names}")
    _limits(screen, found)


def _limits(screen: Screen, found: Comparison) -> None:
    """On whose word it rests, and what it does not say."""
    screen.say(
        "Dựa vào: toán học và khóa xác minh đã cho; không dựa vào lời của trường, máy chủ hay người đưa chứng minh.",
        "Rests on: mathematics and the given verifier key; not on the word of the school, its server or who brought a "
        "proof.",
    )
    if found.consistent:
        screen.say(
            "Không nói: nội dung có đúng không, ký lúc nào, và người khác có được cho xem cùng lịch sử này không.",
            "Does not say: whether the entries are true, when they were signed, and whether others are shown the same.",
        )
    else:
        screen.say(
            "Không nói: mốc nào đúng, ai đã sửa, và khóa có bị lộ không. Hãy giữ mọi tệp đã so và báo Sở.",
            "Does not say: which one is true, who changed it, and whether the key was stolen. Keep all files compared, "
            "and tell the Department.",
        )
    if found.contradiction and found.contradiction.second.kind is Kind.LIVE:
        screen.say(
            "Sổ cái có thể đổi: chạy lại ngay với --json và giữ câu trả lời, trong đó có mốc và chứng minh của nó.",
            "The ledger may change: run this again at once with --json and keep the answer, which has its proof in it.",
        )


def _as_json(found: Comparison) -> dict[str, Any]:
    contradiction = found.contradiction
    return {
        "verdict": "consistent" if found.consistent else "two_histories",
        "older": _evidence(found.older),
        "newer": _evidence(found.newer),
        "swapped": found.swapped,
        "contradiction": contradiction
        and {
            "first": _evidence(contradiction.first),
            "second": _evidence(contradiction.second),
            "root": contradiction.root.hex(),
            "proof": contradiction.second.proof and contradiction.second.proof.to_text(),
        },
        "proven_by": list(found.proven_by),
    }


def _evidence(each: Evidence) -> dict[str, Any]:
    return {
        "name": each.name,
        "kind": each.kind.value,
        "origin": each.checkpoint.origin,
        "size": each.size,
        "root": each.root.hex(),
    }
