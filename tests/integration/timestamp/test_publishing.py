"""Publishing, issuing and upkeep with a real service: the checkpoint stands whatever becomes of its timestamp."""

from __future__ import annotations

import json
import os
import socket
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
import typer
from asn1crypto import pem, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from typer.testing import CliRunner

from anchors.checkpoint import open_note
from anchors.errors import Unavailable
from anchors.publisher import publish, stamp
from anchors.signing.pdf import attachments
from anchors.signing.trust import TrustRoots
from anchors.timestamp import note_digest, verify_timestamp
from anchors.timestamp_client import HttpTimestampService
from anchors.verify import Status, Verdict, verify_file
from api import upkeep as upkeeping
from api.cli.anchoring import publish as publish_command
from api.cli.audit import audit
from api.flows.demo.timestamp_service import timestamp_service
from api.settings import Settings
from api.upkeep import Upkeep
from tests.kit import database as kit
from tests.kit import require
from tests.kit.cli import PROGRAM
from tests.kit.small_school import PASSPHRASE, SmallSchool, copy, issued_template, sealed_template
from tests.kit.timestamps import service


@pytest.fixture(scope="module")
def gone() -> str:
    """The address of a service that has ended."""
    with timestamp_service(Settings()) as running:
        return running.url


@contextmanager
def school(url: str, *, issued: bool = False) -> Iterator[SmallSchool]:
    template = issued_template() if issued else sealed_template()
    configured = replace(template, settings=template.settings.model_copy(update={"tsa_url": url}))
    with copy(configured) as opened:
        yield opened


def documents(opened: SmallSchool) -> list[bytes]:
    """The sealed PDFs there are."""
    reports = opened.desk.reports([member.report_id for member in opened.members]).values()
    return [opened.desk.ledger.blob(report.document.pdf_sha256) for report in reports if report.document]


def test_issued_reports_carry_two_timestamps_and_a_service_that_was_away_is_waited_for(gone: str) -> None:
    roots_pem = service().root_pem
    with school(gone) as opened:
        with pytest.raises(Unavailable) as caught:
            opened.issue()
        assert caught.value.code == "timestamp.unreachable"
        last = opened.desk.ledger.latest_checkpoint()
        assert last is not None
        assert opened.desk.ledger.timestamp(last.size) is None
        reports = opened.desk.reports([member.report_id for member in opened.members]).values()
        assert [bool(report.issued) for report in reports] == [True] * 3
        assert documents(opened) == [], "a sealed PDF stays as it is: none without its timestamp"

        opened.app.timestamps = type(opened.app.timestamps)(service().url)
        assert opened.issue().refused == []
        made = documents(opened)
        assert len(made) == 3
        roots = TrustRoots.from_pem(opened.roots_pem + roots_pem)
        for content in made:
            found = verify_file(content, None, opened.log_key.verifier_key, roots)
            assert found.verdict is Verdict.VALID, [step for step in found.steps if step.status is Status.FAILED]
            assert [each.over for each in found.timestamps] == ["pdf_seal", "checkpoint"]
            assert all(each.proven_at for each in found.signatures)
        judged_by_pyhanko(made[0], opened.roots_pem, roots_pem)


def judged_by_pyhanko(content: bytes, *roots: bytes) -> None:
    """Its own validation of PAdES B-T, which this project does not use."""
    trusted = [x509.Certificate.load(der) for each in roots for _, _, der in pem.unarmor(each, multiple=True)]
    context = ValidationContext(trust_roots=trusted, allow_fetching=False, revocation_mode="soft-fail")
    (signature,) = PdfFileReader(BytesIO(content)).embedded_regular_signatures
    status = validate_pdf_signature(signature, context, ts_validation_context=context)
    assert status.bottom_line
    assert status.timestamp_validity is not None
    assert status.timestamp_validity.valid
    assert status.timestamp_validity.trusted


def test_pdfsig_accepts_a_seal_with_a_timestamp(tmp_path: Path) -> None:
    pdfsig = require.program("pdfsig")
    with school(service().url) as opened:
        opened.issue(opened.members[:1])
        (content,) = documents(opened)
    (tmp_path / "report.pdf").write_bytes(content)
    said = subprocess.run(
        [pdfsig, "-nocert", "report.pdf"], cwd=tmp_path, capture_output=True, text=True, check=False
    ).stdout
    assert "Total document signed" in said
    assert "Signature is Valid" in said
    assert sorted(attachments(content)) == ["checkpoint.tsr", "hoc-ba.xml", "receipt.tlog-proof"]


def test_a_kept_report_says_in_the_audit_since_when_its_checkpoint_existed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "roots.pem").write_bytes(service().root_pem)
    with school(service().url) as opened:
        opened.issue(opened.members[:1])
        (tmp_path / "report.pdf").write_bytes(documents(opened)[0])
        for name, value in environment(opened).items():
            monkeypatch.setenv(name, value)
        given = ["--checkpoint", str(tmp_path / "report.pdf"), "--trust", str(tmp_path / "roots.pem"), "--json"]
        done = CliRunner().invoke(audit, ["verify", *given])
    assert done.exit_code == 0, done.stdout
    (answer,) = json.loads(done.stdout)["schools"]
    assert {"audit.kept_fits", "audit.kept_timestamped", "audit.timestamped"} <= set(answer["counts"])
    assert answer["timestamps"] == 1


def environment(opened: SmallSchool) -> dict[str, str]:
    """For commands on this school's database."""
    addresses, settings = opened.app.addresses, opened.app.settings
    return {
        "HOCBA_DATABASE_URL": addresses.application,
        "HOCBA_OWNER_DATABASE_URL": addresses.owner,
        "HOCBA_DATA": str(settings.data),
        "HOCBA_KEYS_DIR": str(settings.keys_folder),
        "HOCBA_KEY_PASSPHRASE": PASSPHRASE,
        "HOCBA_TSA_URL": settings.tsa_url or "",
        "HOCBA_LANG": "en",
    }


def run(opened: SmallSchool, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> tuple[int, str]:
    """``hocba anchor publish``."""
    for name, value in environment(opened).items():
        monkeypatch.setenv(name, value)
    program = typer.Typer()
    program.command()(publish_command)
    done = CliRunner().invoke(program, arguments)
    return done.exit_code, done.stdout


def test_publish_writes_the_timestamp_beside_the_checkpoint(
    gone: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark = tmp_path / "mark"
    with school(service().url, issued=True) as opened:
        opened.desk.ledger.append([kit.stream(1)], command=kit.command())
        code, out = run(opened, monkeypatch, "--out", str(mark), "--json")
        assert code == 0, out
        assert '"timestamp": true' in out
        stamped = verify_timestamp((tmp_path / "mark.tsr").read_bytes(), note_digest(mark.read_bytes()))
        assert stamped.service == "CN=DEMO dịch vụ cấp dấu thời gian"
    with school(gone, issued=True) as opened:
        opened.desk.ledger.append([kit.stream(1)], command=kit.command())
        code, out = run(opened, monkeypatch, "--out", str(mark), "--json")
        assert code == 0, "the checkpoint stands"
        assert '"code": "timestamp.unreachable"' in out
        assert open_note(mark.read_bytes(), opened.log_key.verifier_key).size == opened.desk.ledger.size()
        assert not (tmp_path / "mark.tsr").exists(), "the older one is over another note"


def test_upkeep_stamps_goes_on_without_and_comes_back(gone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with school(gone, issued=True) as opened:
        ledger, upkeep = opened.desk.ledger, Upkeep(opened.app)

        def grown() -> int:
            ledger.append([kit.stream(1)], command=kit.command())
            upkeep.round()
            last = ledger.latest_checkpoint()
            assert last is not None
            assert last.size == ledger.size()
            return last.size

        missed = grown()
        assert (upkeep.state().well, upkeep.state().timestamps) == (True, "timestamp.unreachable")
        opened.app.timestamps = type(opened.app.timestamps)(service().url)
        assert ledger.timestamp(grown()) is None, "a service that is away is left alone for a while"
        monkeypatch.setattr(upkeeping, "STAMP_AGAIN_S", 0.0)
        upkeep._stamp_again_at = 0.0
        upkeep.round()
        assert ledger.timestamp(ledger.size()), "the newest one gets it at the next round, with nothing new to publish"
        assert ledger.timestamp(missed) is None, "which covers the one before"
        assert upkeep.state().timestamps == "on"
        assert ledger.timestamp(grown()) is None, "not one every few seconds"
        monkeypatch.setattr(upkeeping, "STAMP_EVERY_S", 0.0)
        upkeep.round()
        assert ledger.timestamp(ledger.size())


def test_killed_between_checkpoint_and_timestamp_the_next_one_stamps_it() -> None:
    """The service takes the request and never answers; the process that waits for it is killed."""
    with (
        socket.create_server(("127.0.0.1", 0)) as silent,
        school(f"http://127.0.0.1:{silent.getsockname()[1]}/", issued=True) as opened,
    ):
        ledger = opened.desk.ledger
        ledger.append([kit.stream(1)], command=kit.command())
        waiting = subprocess.Popen([PROGRAM, "anchor", "publish"], env={**os.environ, **environment(opened)})
        silent.settimeout(60)
        connection, _ = silent.accept()  # asked for only behind the checkpoint
        waiting.kill()
        waiting.wait()
        connection.close()
        last = ledger.latest_checkpoint()
        assert last is not None
        assert last.size == ledger.size()
        assert ledger.timestamp(last.size) is None
        with closing(HttpTimestampService(service().url)) as client:
            assert stamp(ledger, client)
        assert ledger.timestamp(last.size)
        assert publish(ledger, opened.log_key).size == last.size
