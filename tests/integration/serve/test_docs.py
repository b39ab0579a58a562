"""``docs/api.md`` names every address and every error code with its status."""

from __future__ import annotations

import re
from pathlib import Path

from api.routes.errors import STATUS
from api.server import create_app
from tests.kit.small_school import issued_school

TEXT = (Path(__file__).parents[3] / "docs" / "api.md").read_text(encoding="utf-8")


def test_every_error_stands_beside_its_status() -> None:
    lines = {int(match[1]): match[2] for match in re.finditer(r"^\| (\d{3}) \| (.*) \|$", TEXT, re.MULTILINE)}
    documented = {
        code: status for status, codes in lines.items() for code in re.findall(r"`([a-z_]+\.[a-z_]+)`", codes)
    }
    assert documented == {code: int(status) for code, status in STATUS.items()}


def test_every_address_of_the_api_is_named() -> None:
    for path, operations in create_app(issued_school().app).openapi()["paths"].items():
        shown = (
            re.escape(path)
            .replace(r"\{code\}/gradebook", r"\{class\}/gradebook")
            .replace(r"\{school\}", r"\{school_id\}")
        )
        for method in operations:
            assert re.search(rf"`{method.upper()} {shown}`", TEXT), f"{method} {path}"
