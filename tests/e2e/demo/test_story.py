"""``hocba demo --story corrections``: the life of one report, as its user sees it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from api.embedded_postgres import databases
from tests.e2e.demo.test_demo import hocba
from tests.kit.postgres_server import server_urls

#: The class of ``test_demo`` goes its way on both servers.
pytestmark = pytest.mark.one_server

#: What happened to the report, in this order, among much else.
LIFE = (
    "Không đồng ý điều chỉnh Toán",
    "Đồng ý điều chỉnh Toán",
    "Khởi tạo bản 1",
    "Trả lại GVBM Lịch sử và Địa lí",
    "Chữ ký hết hiệu lực: GVBM Khoa học tự nhiên, GVCN, người ký duyệt",
    "Phát hành bản 1",
    "Hủy bỏ bản 1",
    "Đồng ý điều chỉnh nơi sinh",
    "Khởi tạo bản 2",
    "Nộp bản 2 lên Sở",
    "Sở đồng ý thu hồi bản 2",
    "Phát hành bản 3",
    "Sở tiếp nhận bản 3",
    "Sở chốt bản 3",
)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder, and what was said."""
    folder = tmp_path_factory.mktemp("story")
    arguments = ["demo", "--story", "corrections", "--out", str(folder / "out")]
    done = hocba(*arguments, data=folder / "data", database="hocba_demo_story")
    return folder / "out", done.stdout


def test_the_story_is_told_from_the_first_score_to_the_closing(told: tuple[Path, str]) -> None:
    text = told[1]
    places = [text.find(sentence) for sentence in LIFE]
    assert -1 not in places, [sentence for sentence, place in zip(LIFE, places, strict=True) if place == -1]
    assert places == sorted(places)


def test_each_edition_is_genuine_and_the_first_two_are_known_to_have_ended(told: tuple[Path, str]) -> None:
    folder, _ = told
    summary = json.loads((folder / "summary.json").read_bytes())
    verdicts = [(edition["offline"], edition["live"]) for edition in summary["editions"]]
    assert verdicts == [("valid", "cancelled"), ("valid", "recalled"), ("valid", "valid")]
    assert summary["history"]["status"] == "CLOSED"
    for edition in summary["editions"]:
        assert (folder / f"{edition['lookup_id']}.pdf").is_file()


def test_only_lower_secondary_has_a_story(tmp_path: Path) -> None:
    refused = hocba("demo", "--story", "corrections", "--level", "upper", data=tmp_path, check=False)
    assert refused.returncode == 2
    assert "--story" in refused.stderr


def test_a_second_demo_waits_for_the_first(tmp_path: Path) -> None:
    """It would drop the database under the first one's feet."""
    owner, _ = server_urls()
    with databases.connected(owner, "postgres") as first:
        first.execute("SELECT pg_advisory_lock(hashtextextended('hocba_demo_taken', 0))")
        refused = hocba("demo", "--no-serve", data=tmp_path, check=False, database="hocba_demo_taken")
        there = first.execute("SELECT FROM pg_database WHERE datname = 'hocba_demo_taken'").fetchone()
    assert (refused.returncode, there) == (2, None)
    assert "HOCBA_DEMO_DATABASE" in refused.stderr
