"""``hocba evaluate`` and ``hocba subjects`` as processes: no settings, no database, exit 0 or 2."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.kit.cli import PROGRAM, TIMEOUT_S

pytestmark = pytest.mark.one_server

EXAMPLES = Path(__file__).parents[3] / "docs/formats/examples"


def hocba(*arguments: object, given: bytes = b"", language: str = "en") -> tuple[int, str, str]:
    """Exit code, standard output and standard error, in an empty environment."""
    done = subprocess.run(
        [PROGRAM, *map(str, arguments)],
        input=given,
        capture_output=True,
        timeout=TIMEOUT_S,
        env={"HOCBA_LANG": language, "PYTHONUTF8": "1"},
        check=False,
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


@pytest.mark.parametrize("name", ["lower", "upper", "primary"])
@pytest.mark.parametrize("way", ["file", "-", "nothing"])
def test_an_example_is_answered_from_a_file_and_from_standard_input(name: str, way: str) -> None:
    path = EXAMPLES / f"evaluate-{name}.json"
    given = {"file": [path], "-": ["-"], "nothing": []}[way]
    code, out, err = hocba("evaluate", *given, "--json", given=b"" if way == "file" else path.read_bytes())
    assert (code, err) == (0, "")
    assert json.loads(out) == json.loads((EXAMPLES / f"evaluate-{name}.answer.json").read_text(encoding="utf-8"))


def test_without_json_it_is_told_in_lines() -> None:
    code, out, _ = hocba("evaluate", EXAMPLES / "evaluate-lower.json")
    assert code == 0
    assert "TOAN: HK1 8.4, HK2 8.9" in out
    assert "promotion: PROMOTED" in out


@pytest.mark.parametrize("given", [b"", b"{}", b'{"regulation": "TT22"}', b"[8.5]", b" " * (1 << 21)])
def test_whatever_is_refused_exits_2(given: bytes) -> None:
    code, out, _ = hocba("evaluate", "--json", given=given)
    assert code == 2
    assert json.loads(out)["error"]["code"] in ("faults", "evaluate.not_json", "evaluate.too_large")
    code, out, err = hocba("evaluate", "-", given=given, language="vi")
    assert (code, out) == (2, "")
    assert err


def test_a_fault_names_its_place() -> None:
    document = json.loads((EXAMPLES / "evaluate-lower.json").read_text(encoding="utf-8"))
    document["subjects"]["TOAN"]["terms"]["1"]["tx"][2] = "12"
    code, out, _ = hocba("evaluate", "-", "--json", given=json.dumps(document).encode())
    [fault] = json.loads(out)["error"]["faults"]
    assert (code, fault["code"], fault["facts"]["place"]) == (2, "evaluate.mark", "subjects.TOAN.terms.1.tx[2]")


def test_a_file_that_is_not_there_exits_2(tmp_path: Path) -> None:
    code, out, _ = hocba("evaluate", tmp_path / "none.json", "--json")
    assert (code, json.loads(out)["error"]["code"]) == (2, "file.unreadable")


def test_subjects_of_a_grade() -> None:
    code, out, _ = hocba("subjects", "--grade", 8, "--json")
    first = {"code": "TOAN", "name": "Toán", "kind": "SCORED", "compulsory": True, "periods": 140, "regular_scores": 4}
    assert (code, json.loads(out)["subjects"][0]) == (0, first)
    code, out, _ = hocba("subjects", "--grade", 10, "--school-year", "2021-2022", "--json")
    assert (code, json.loads(out)["error"]["code"]) == (2, "regulation.no_rules")
    code, out, _ = hocba("subjects", "--grade", 12)
    assert (code, len(out.splitlines())) == (0, 19)


def test_the_rules_load_neither_database_nor_web() -> None:
    """A vendor evaluates a thousand records with a thousand starts."""
    code = "import api.cli.rules, sys; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, timeout=TIMEOUT_S)
    assert not {"psycopg", "fastapi", "eventsourcing", "lxml", "typst", "pyhanko"} & set(loaded.stdout.decode().split())
