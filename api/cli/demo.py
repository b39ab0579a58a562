"""``hocba demo``: the whole way of a school's reports, then the pages."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from anchors.verify import Verification
from api.app import App
from api.asking import TheLedger
from api.cli.common import Json, command, settings
from api.cli.console import Screen
from api.cli.serving import run_server
from api.flows.auditing.texts import told_history
from api.flows.demo.generator import FULL_SCHOOL
from api.flows.demo.run import SUMMARY_FILE, Demo, Summary
from api.flows.demo.schools import DemoLevel
from api.flows.demo.story import Story, Told
from api.flows.demo.timestamp_service import available
from api.settings import Environment
from api.whole_file import write_whole
from domain.errors import Misused
from domain.messages import MESSAGES

MESSAGES.update(
    {
        "demo.full_school": (
            "--full-school chỉ có với cấp THCS (--level lower), không có với {level}.",
            "--full-school is there for lower secondary only (--level lower), not for {level}.",
        ),
        "demo.story": (
            "--story diễn một lớp THCS riêng; không dùng cùng --full-school hoặc --level khác lower.",
            "--story plays a lower secondary class of its own; leave out --full-school and any --level but lower.",
        ),
    }
)


class StoryName(StrEnum):
    """Chapters that can be played."""

    CORRECTIONS = "corrections"


#: What people see of each stage, in Vietnamese and English.
STAGES = {
    "prepare": ("Chuẩn bị cơ sở dữ liệu trình diễn", "Preparing the demo's database"),
    "load": ("Nạp trường, lớp, học sinh", "Loading school, class, pupils"),
    "keys": ("Tạo và đăng ký khóa trình diễn", "Making and registering demo keys"),
    "workbooks": ("Điền sổ theo dõi (Excel)", "Filling workbooks"),
    "import": ("Ghi sổ từ tệp", "Importing workbooks"),
    "corrections": ("Đề nghị điều chỉnh và quyết định", "Corrections and decisions"),
    "open": ("Khởi tạo học bạ", "Opening reports"),
    "sign": ("Ký số: GVBM, GVCN, Hiệu trưởng", "Signing: teachers, homeroom, principal"),
    "seal": ("Đóng dấu của nhà trường", "Sealing"),
    "issue": ("Phát hành: mốc niêm phong, PDF", "Issuing: checkpoint, PDF"),
    "pages": ("Cập nhật trang tra cứu", "Updating the pages"),
    "verify": ("Xác minh từng học bạ, không mạng", "Verifying every report, offline"),
    "story": ("Đời một học bạ", "The life of one report"),
    "tamper": ("Sửa một byte trong bản sao, kiểm tra", "Changing one byte in a copy, auditing"),
}


#: What people see of each process.
ROLES = {
    "main": ("chính", "main"),
    "worker": ("phụ", "worker"),
    "verifier": ("xác minh", "verifier"),
    "timestamp service": ("dịch vụ dấu thời gian", "timestamp service"),
}


class _Bars:
    """Progress bars on standard error."""

    def __init__(self, screen: Screen) -> None:
        self.screen = screen

    @contextmanager
    def stage(self, name: str, total: int) -> Iterator[Callable[[int], None]]:
        """One bar for one stage."""
        with self.screen.progress(*STAGES[name], total) as done:
            yield done


def demo(
    out: Annotated[
        Path | None, typer.Option("--out", help="Thư mục nhận tệp phát hành. · Folder for the files.")
    ] = None,
    full_school: Annotated[
        bool,
        typer.Option("--full-school", help="Cả trường: 29 lớp, 1.234 học sinh, 61 cán bộ. · A whole school."),
    ] = False,
    level: Annotated[
        DemoLevel, typer.Option("--level", help="Cấp học: primary, lower, upper. · School level.")
    ] = DemoLevel.LOWER,
    serve: Annotated[bool, typer.Option("--serve/--no-serve", help="Mở trang tra cứu khi xong. · Then serve.")] = True,
    port: Annotated[int, typer.Option("--port", help="Cổng của trang. · Port.")] = 8000,
    story: Annotated[
        StoryName | None,
        typer.Option("--story", help="corrections: đời một học bạ qua các lần điều chỉnh. · The life of one report."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Trường hư cấu, một lớp, từ sổ điểm đến học bạ tự chứng minh. · The main job, end to end."""
    with command(as_json=as_json) as screen:
        screen.warn(
            "BẢN TRÌNH DIỄN: người, điểm và khóa đều hư cấu, không có giá trị pháp lý.",
            "DEMONSTRATION: people, marks and keys are invented and have no legal value.",
        )
        if not available():
            screen.warn(
                "⚠ Chưa cài certomancer: bản trình diễn KHÔNG có dấu thời gian, mọi thời điểm là lời của người ký.",
                "⚠ certomancer is not installed: the demo has NO timestamps, every time is its signer's word.",
            )
        chosen = settings().model_copy(update={"env": Environment.DEMO, "public_url": f"http://localhost:{port}"})
        if full_school and level is not DemoLevel.LOWER:
            raise Misused("demo.full_school", level=level.value)
        if story and (full_school or level is not DemoLevel.LOWER):
            raise Misused("demo.story")
        if story:
            lived = Story(chosen, _Bars(screen), out)
            _tell(screen, lived.play(_today, screen.language), lived, as_json=as_json)
            return
        played = Demo(chosen, _Bars(screen), out, sorted(FULL_SCHOOL) if full_school else None, level=level)
        summary = played.run()
        text = json.dumps(summary.as_json(), ensure_ascii=False, indent=2) + "\n"
        write_whole(played.out / SUMMARY_FILE, text.encode())
        if as_json:
            screen.answer(summary.as_json())
        else:
            _show(screen, summary, played.out)
        if serve:
            code = summary.lookup_ids[0]
            screen.say(
                f"Trang tra cứu: http://localhost:{port}/t/{code} (Ctrl+C để dừng)",
                f"Lookup page: http://localhost:{port}/t/{code} (Ctrl+C to stop)",
            )
            run_server(played.settings, played.settings.demo_database, "127.0.0.1", port)


def _today(app: App, found: Verification) -> Verification:
    return TheLedger(app).about(found)


def _tell(screen: Screen, told: Told, played: Story, *, as_json: bool) -> None:
    """The story in words, then what an inspector finds of each edition, offline and asking today."""
    write_whole(played.out / SUMMARY_FILE, (json.dumps(told.as_json(), ensure_ascii=False, indent=2) + "\n").encode())
    if as_json:
        screen.answer(told.as_json())
        return
    for line in told_history(told.history, screen.language):
        screen.say(line, line)
    screen.say("", "")
    for number, (code, offline, live) in enumerate(zip(told.codes, told.editions, told.live, strict=True), 1):
        alone, today = (found.text(screen.language) for found in (offline, live))
        screen.say(f"Bản {number}, {code}.pdf: không mạng – {alone}; hỏi sổ cái hôm nay – {today}.",
                   f"Edition {number}, {code}.pdf: offline – {alone}; asking the ledger today – {today}.")  # fmt: skip
    screen.say(f"Tệp nằm ở {played.out}", f"The files are in {played.out}")


def _show(screen: Screen, summary: Summary, out: Path) -> None:
    english = screen.language == "en"
    table = Table(title="Tóm tắt" if not english else "Summary", show_header=False)
    for vi, en, value in (
        ("Học bạ đã phát hành", "Reports issued", summary.reports_issued),
        ("Học bạ xác minh hợp lệ", "Reports verified", summary.reports_verified),
        ("Điều chỉnh được đồng ý / không đồng ý", "Corrections approved / refused",
         f"{summary.corrections_approved} / {summary.corrections_refused}"),
        ("Bản ghi trong sổ cái", "Entries in the ledger", summary.events),
        ("Byte bị sửa ở bản ghi / kiểm tra tìm thấy", "Byte changed at entry / found by the audit",
         f"{summary.tamper_done_at} / {summary.tamper_found_at}"),
        ("Thời gian (giây)", "Time (seconds)", f"{sum(summary.seconds.values()):.1f}"),
        ("Bộ nhớ lớn nhất của từng tiến trình (MB)", "Peak memory of each process (MB)",
         "\n".join(f"{ROLES[role][english]} {peak / 1e6:.0f}" for role, peak in summary.memory)),
        ("Tệp", "Files", out),
    ):  # fmt: skip
        table.add_row(en if english else vi, str(value))
    screen.out.print(table)
