"""The commands of docs/formats/signatures.md are run as they stand there."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
import typst

from anchors.signing import cms, pdf, xml
from tests.kit import keys, require
from tests.kit.keys import HOMEROOM, SIGNED_AT, person

pytestmark = pytest.mark.one_server

PAGE = Path(__file__).parents[3] / "docs" / "formats" / "signatures.md"
COMMANDS = [
    line
    for block in re.findall(r"```sh\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    for line in block.replace("\\\n", " ").splitlines()
]
REPORT = b'<HOC_BA><DU_LIEU_HOC_BA Id="data"><D>7.5</D></DU_LIEU_HOC_BA><GVCN>%s</GVCN></HOC_BA>'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    key = person(HOMEROOM)
    unsigned = REPORT.replace(b"%s", b"")
    signature = xml.sign(unsigned, key, signature_id="ck-gvcn", references=("data",), signed_at=SIGNED_AT)
    source = '#pdf.attach("hoc-ba.xml", bytes("<HOC_BA/>"))\nHọc bạ'
    page = typst.compile(source.encode(), format="pdf", timestamp=0)
    assert isinstance(page, bytes)
    sealed = pdf.seal(page, keys.school(), signed_at=SIGNED_AT, reason="Phát hành học bạ số", location="Đà Nẵng")
    for name, content in {
        "roots.pem": keys.authority().roots_pem,
        "hoc-ba.xml": REPORT.replace(b"%s", signature),
        "hoc-ba.pdf": sealed,
        "request.bin": b"a request",
        "request.p7s": cms.sign_detached(b"a request", key, SIGNED_AT),
    }.items():
        (tmp_path / name).write_bytes(content)
    return tmp_path


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: " ".join(command.split()[:2]))
def test_each_command_of_the_page_works(command: str, folder: Path) -> None:
    program = require.program(command.split()[0])
    done = subprocess.run(["sh", "-c", command], cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    if program.endswith("pdfsig"):
        assert "Signature is Valid." in done.stdout
        assert "Total document signed" in done.stdout


def test_the_time_of_the_command_decides_for_xmlsec1(folder: Path) -> None:
    require.program("xmlsec1")
    (command,) = [command for command in COMMANDS if command.startswith("xmlsec1")]
    late = command.replace("2026-05-25", "2040-05-25")
    done = subprocess.run(["sh", "-c", late], cwd=folder, capture_output=True, timeout=60, check=False)
    assert done.returncode != 0
