"""``hocba draft`` as people run it: typed, asked about, recorded; what is refused ends with 1."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.kit.cli import cli_of
from tests.kit.stages import at

pytestmark = pytest.mark.one_server

SHEET = ("--class", "8A", "--subject", "TIN_HOC")


def test_a_column_is_typed_looked_at_and_recorded_from_the_command_line(tmp_path: Path) -> None:
    with at("loaded") as school:
        cli, size = cli_of(school, tmp_path), school.desk.ledger.size()
        teacher = school.cast.teacher(school.found, "TIN_HOC").code
        cli.token(teacher)
        cli = cli.as_(teacher)
        typed = cli.refused(
            "draft", "set", *SHEET, "--column", "TIN_HOC/1/TX1", "--quick", "1=75", "2=8", "3=6,75", exit=1
        )
        assert [(one["number"], one["code"]) for one in typed["refused"]] == [(3, "score.decimals")]
        # Nobody is there to be asked, so nothing is recorded yet.
        shown = cli.run("draft", "record", *SHEET)
        assert (shown.exit, school.desk.ledger.size()) == (0, size)
        assert "Ghi sổ 2 ô mới của lớp 8A" in shown.out
        assert "thấp nhất 7,5, cao nhất 8,0 · còn trống số 3" in shown.out
        assert "thêm --yes" in shown.err
        assert cli.fine("draft", "record", *SHEET, "--yes")["recorded"] == 2
        assert school.desk.ledger.size() == size + 2
