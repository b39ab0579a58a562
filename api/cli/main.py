"""
The table of contents of the command line.

A family of commands is imported when one of its commands is called, so that ``hocba --help`` need not load the signing
and page-making libraries (one to two seconds on a school's laptop). Where one command of a family must run without a
database, the family is a table of its own, and each of its commands is imported alone.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Mapping
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

#: Name on the command line → where it is implemented, or a table of commands; and what its line in ``--help`` says.
Table = Mapping[str, tuple[Any, str]]

ANCHOR: Table = {
    "publish": (
        "api.cli.anchoring:publish",
        "Công bố một mốc cho mọi bản ghi đến nay. · Publish a checkpoint.",
    ),
    "compare": ("api.cli.compare:compare", "So hai mốc niêm phong: một hay hai lịch sử. · Compare two checkpoints."),
}
CONTENTS: Table = {
    "migrate": ("api.cli.operating:migrate", "Tạo hoặc nâng cấp cơ sở dữ liệu. · Bring the database up to date."),
    "school": ("api.cli.operating:school", "Trường và năm học. · Schools."),
    "year": (
        "api.cli.year:year",
        "Thời hạn, khóa sổ, ủy quyền, quy chế, nhắc việc. · Deadlines, locks, delegations, policies.",
    ),
    "board": ("api.cli.board:board", "Bảng tiến độ: ai còn việc gì, trễ bao lâu. · The progress board."),
    "my": ("api.cli.my:my", "Việc của tôi hôm nay. · My work today."),
    "class": ("api.cli.class_lists:classes", "Danh sách lớp, mở lớp, GVCN. · Class lists."),
    "pupil": ("api.cli.class_lists:pupil", "Học sinh vào, chuyển lớp, rời trường, trở lại. · Who comes and goes."),
    "key": ("api.cli.operating:key", "Khóa ký (trình diễn) và chứng thư số. · Keys and certificates."),
    "token": ("api.cli.operating:token", "Mã truy cập. · Access tokens."),
    "account": ("api.cli.accounts:account", "Tài khoản của cán bộ: mời, khóa, mở khóa. · Accounts of staff."),
    "template": ("api.cli.workbooks:template", "Mẫu sổ theo dõi và sổ chủ nhiệm (Excel). · Workbook templates."),
    "import": ("api.cli.workbooks:imports", "Nhập từ tệp Excel vào sổ cái. · Import workbooks."),
    "roll": ("api.cli.roll:roll", "Điểm danh theo buổi, số buổi nghỉ, cảnh báo. · Roll call."),
    "draft": ("api.cli.drafts:draft", "Bản nháp: gõ, dán, xem trước, ghi sổ. · Drafts, and recording them."),
    "check": ("api.cli.checks:check", "Kiểm tra chéo trước khi ký. · Cross-checks before signing."),
    "data": (
        "api.cli.data:data",
        "Hồ sơ học sinh: kiểm tra, đối soát, bổ sung, phiếu xác nhận. · Pupils' data, complete and compared.",
    ),
    "correction": ("api.cli.corrections:correction", "Đề nghị điều chỉnh và quyết định. · Corrections."),
    "report": ("api.cli.reports:report", "Khởi tạo, ký, đóng dấu, phát hành học bạ số. · School reports."),
    "anchor": (ANCHOR, "Mốc niêm phong. · Checkpoints."),
    "verify": (
        "api.cli.verify:verify",
        "Xác minh một học bạ đã phát hành, không cần mạng. · Verify a report, offline.",
    ),
    "explain": (
        "api.cli.explaining:explain",
        "Vì sao có kết quả này: công thức, điều khoản, bản ghi. · How a report's values came about.",
    ),
    "evaluate": (
        "api.cli.rules:evaluate",
        "Tính kết quả theo Thông tư 22, 27 từ JSON, không cần sổ cái. · Evaluate a year's record, no ledger.",
    ),
    "subjects": ("api.cli.rules:subjects", "Môn học của một lớp. · Subjects of a grade."),
    "audit": ("api.cli.audit:audit", "Kiểm tra toàn bộ sổ cái. · Audit the ledger."),
    "projections": ("api.cli.anchoring:projections", "Dữ liệu đọc dựng lại từ sổ cái. · Read models."),
    "doctor": (
        "api.cli.doctor:doctor",
        "Trường đã sẵn sàng chưa: người, chứng thư, dữ liệu, đĩa, giờ, sao lưu. · Is this school ready.",
    ),
    "serve": ("api.cli.serving:serve", "Mở trang tra cứu. · Serve the pages."),
    "demo": ("api.cli.demo:demo", "Một lớp 42 học sinh từ sổ điểm đến học bạ số. · The main job, end to end."),
}


class _Chapter(TyperCommand):
    """A line of the table of contents; what it stands for is loaded when it is called."""

    def __init__(self, name: str, target: str, help_line: str) -> None:
        super().__init__(name, help=help_line)
        self.target = target

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:
        """The context of the real command."""
        return _load(self.target).make_context(info_name, args, parent, **extra)


class _Contents(TyperGroup):
    table: Table = CONTENTS

    def list_commands(self, ctx: Any) -> list[str]:
        """In the order of the table, which is that of the work."""
        return list(self.table)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The line of that name, or None."""
        if cmd_name not in self.table:
            return None
        target, help_line = self.table[cmd_name]
        if isinstance(target, str):
            return _Chapter(cmd_name, target, help_line)
        family = _Contents(name=cmd_name, help=help_line, no_args_is_help=True)
        family.table = target
        return family


def _load(target: str) -> Any:
    module, _, name = target.partition(":")
    found = getattr(import_module(module), name)
    if isinstance(found, typer.Typer):
        return typer.main.get_group(found)
    single = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    single.command(cls=TyperCommand)(found)
    return typer.main.get_command(single)


app = typer.Typer(
    name="hocba", cls=_Contents, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
)


@app.callback(help="Sổ cái học bạ số có thể chứng minh. · A provable ledger for Vietnam's digital school reports.")
def _hocba() -> None:
    """The callback that makes ``app`` a group, with nothing to do before a command."""


def main() -> None:
    """Entry point of ``hocba``."""
    for stream in (sys.stdout, sys.stderr):
        # A pipe on Windows, or LC_ALL=C, must not turn a Vietnamese message into a traceback.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    app()
