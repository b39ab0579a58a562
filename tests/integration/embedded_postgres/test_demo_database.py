"""Where only a demo was played, the commands work on its database and say so; an operator's never do."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from api.app import Addresses
from api.settings import Settings
from tests.integration.embedded_postgres.helpers import CHECKOUT, data_folder
from tests.kit.cli import PROGRAM

#: The server is always the embedded one.
pytestmark = pytest.mark.one_server


def hocba(var: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HOCBA_")}
    return subprocess.run(
        [str(PROGRAM), *arguments],
        env=environment | {"HOCBA_DATA": str(var)}, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


def test_without_a_database_of_ones_own_the_demo_is_meant(tmp_path: Path) -> None:
    school = str(CHECKOUT / "docs/formats/examples/school.json")
    with data_folder(tmp_path / "var") as var:
        nothing = hocba(var, "report", "list", "--class", "8A")
        assert (nothing.returncode, "hocba migrate" in nothing.stderr) == (2, True)

        settings = Settings(data=var)
        Addresses.of(settings, settings.demo_database).migrate()
        played = hocba(var, "report", "list", "--class", "8A")
        assert settings.demo_database in played.stderr
        assert "chưa có trường nào" in played.stderr, "the demo's database is empty here"
        refused = hocba(var, "school", "load", school)
        assert (refused.returncode, "hocba migrate" in refused.stderr) == (2, True)

        assert hocba(var, "migrate").returncode == 0
        assert hocba(var, "school", "load", school).returncode == 0
        own = hocba(var, "report", "list", "--class", "8A")
        assert (own.returncode, settings.demo_database in own.stderr) == (0, False)
