"""What is left of an ended edition: its files, its proof, its place in the read models, and the word on its fate."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from anchors.report_values import values
from anchors.signing.pdf import attachments
from anchors.signing.trust import TrustRoots
from anchors.verify import Fate, Verdict, Verification, as_json, verify_file
from api.asking import TheLedger, ThePortal, told
from domain.errors import Misused, Unavailable
from domain.report.state import Report, Status
from projections import lookup
from projections.runner import Runner
from tests.kit import issued, require
from tests.kit.check_ledger import check_ledger
from tests.kit.cli import Cli
from tests.kit.database import Database
from tests.kit.read_models import live_rows
from tests.kit.served import served
from tests.kit.small_school import BIRTH_PLACE, DECISION, LETTER, PASSPHRASE, REASON, SmallSchool

ENDINGS = {
    "CANCELLED": Verdict.CANCELLED,
    "RECALLED": Verdict.RECALLED,
    "STANDS": Verdict.VALID,
    "ACCEPTED": Verdict.VALID,
}


def pdf_of(school: SmallSchool, code: UUID) -> bytes:
    desk = school.desk
    finished = desk.report(desk.find_report(str(code))).finished(code)
    assert finished
    assert finished[0].lookup_id == code
    return desk.ledger.blob(finished[1].pdf_sha256)


def verified(school: SmallSchool, code: UUID) -> Verification:
    roots = TrustRoots.from_pem(school.roots_pem)
    return verify_file(pdf_of(school, code), None, school.log_key.verifier_key, roots)


def test_the_ledger_is_whole_and_each_report_stands_where_its_people_left_it(
    school: SmallSchool, reports: list[Report]
) -> None:
    check_ledger(school.desk.ledger)
    assert [report.status for report in reports] == [Status.ISSUED, Status.ACCEPTED, Status.OPEN]
    assert [member.report.status for member in school.members] == [report.status.value for report in reports]
    assert [[past.status.value for past in report.past] for report in reports] == [["CANCELLED"], [], ["RECALLED"]]
    first = reports[0]
    assert first.issued
    assert first.past[0].replaced_by == first.issued.value.lookup_id


def test_the_new_edition_is_another_document_with_another_code_and_the_corrected_birth_place(
    school: SmallSchool, codes: dict[str, UUID]
) -> None:
    old, new = (attachments(pdf_of(school, codes[each]))["hoc-ba.xml"] for each in ("CANCELLED", "STANDS"))
    said = f"<NOI_SINH>{BIRTH_PLACE}</NOI_SINH>".encode()
    assert said in new
    assert said not in old
    before, after = values(old), values(new)
    assert (before.edition, after.edition) == (1, 2)
    assert (before.lookup_id, after.lookup_id) == (codes["CANCELLED"], codes["STANDS"])
    assert (before.replaces, after.replaces) == (None, codes["CANCELLED"])
    assert before.subjects == after.subjects
    assert [(each.stage, each.subject) for each in before.signers] == [
        (each.stage, each.subject) for each in after.signers
    ]


def test_every_edition_verifies_offline_as_genuine_whatever_became_of_it(
    school: SmallSchool, codes: dict[str, UUID]
) -> None:
    for code in codes.values():
        found = verified(school, code)
        assert found.verdict is Verdict.VALID
        assert found.live is None
        assert found.not_shown[0].code == "recall", "offline the verdict is as of the checkpoint in it"


def test_pdfsig_finds_the_seal_of_an_ended_edition_whole(
    school: SmallSchool, codes: dict[str, UUID], tmp_path: Path
) -> None:
    program = require.program("pdfsig")
    for fate in ("CANCELLED", "RECALLED"):
        (tmp_path / "report.pdf").write_bytes(pdf_of(school, codes[fate]))
        said = subprocess.run(
            [program, "-nocert", "report.pdf"], cwd=tmp_path, capture_output=True, text=True, check=True
        ).stdout
        assert "Signature is Valid." in said
        assert "Total document signed" in said


@pytest.mark.parametrize("fate", ENDINGS)
def test_the_ledger_says_what_became_of_it_when_why_and_what_took_its_place(
    school: SmallSchool, codes: dict[str, UUID], fate: str
) -> None:
    found = TheLedger(school.app).about(verified(school, codes[fate]))
    assert found.verdict is ENDINGS[fate]
    assert found.live
    assert (found.live.source, found.live.position) == (school.app.origin(school.school_id), found.position)
    assert found.not_shown[0].code == "live"
    assert as_json(found, "vi")["verdict"] == ENDINGS[fate].value
    ended = found.live.ended
    if fate in ("STANDS", "ACCEPTED"):
        assert ended is None
        return
    assert ended
    paper = DECISION if fate == "CANCELLED" else LETTER
    assert (ended.fate, ended.reason) == (Fate(fate), REASON)
    assert (ended.document, ended.document_date) == (paper.number, paper.dated)
    assert ended.replaced_by == (codes["STANDS"] if fate == "CANCELLED" else None)
    for language in ("vi", "en"):
        line = told(found.live, language)
        assert REASON in line
        assert paper.number in line


def test_a_portal_over_http_says_the_same(school: SmallSchool, codes: dict[str, UUID]) -> None:
    ledger = TheLedger(school.app)
    with served(school.app) as client:
        portal = ThePortal(str(client.base_url))
        for code in codes.values():
            found = verified(school, code)
            there, here = portal.about(found).live, ledger.about(found).live
            assert there
            assert here
            assert (there.position, there.ended) == (here.position, here.ended)
            assert there.source.startswith("127.0.0.1")


def test_a_ledger_that_does_not_know_the_code_leaves_the_verdict_open(school: SmallSchool) -> None:
    found = issued.verified(issued.sample())
    assert found.verdict is Verdict.VALID
    asked = TheLedger(school.app).about(found)
    assert asked.verdict is Verdict.CANNOT_TELL
    assert asked.not_shown[0].code == "live_unknown"


def test_an_issue_that_stands_elsewhere_is_two_histories(school: SmallSchool, codes: dict[str, UUID]) -> None:
    found = TheLedger(school.app).about(verified(school, codes["STANDS"]))
    assert found.live
    assert found.live.position
    other = found.asked(replace(found.live, position=found.live.position + 1))
    assert other.verdict is Verdict.CANNOT_TELL
    assert other.not_shown[0].code == "live_elsewhere"


def test_what_is_forged_is_not_made_better_by_any_answer(school: SmallSchool, codes: dict[str, UUID]) -> None:
    content = bytearray(pdf_of(school, codes["CANCELLED"]))
    content[len(content) // 3] ^= 1
    roots = TrustRoots.from_pem(school.roots_pem)
    found = verify_file(bytes(content), None, school.log_key.verifier_key, roots)
    assert found.verdict is Verdict.INVALID
    assert TheLedger(school.app).about(found).verdict is Verdict.INVALID


@pytest.mark.parametrize("url", ["ftp://a", "no address", "https://me:secret@host", "http://[", "http://h:99999"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(Misused) as caught:
        ThePortal(url)
    assert caught.value.code == "portal.address"
    assert "secret" not in caught.value.text("vi")


def test_a_portal_that_is_none_or_not_there_is_named(school: SmallSchool, codes: dict[str, UUID]) -> None:
    found = verified(school, codes["STANDS"])
    with served(school.app) as client:
        with pytest.raises(Unavailable) as caught:
            ThePortal(f"{client.base_url}/elsewhere/").about(found)
        assert caught.value.code == "portal.answer"
        port = client.base_url.port
    with pytest.raises(Unavailable) as caught:
        ThePortal(f"http://127.0.0.1:{port}").about(found)
    assert caught.value.code == "portal.unreachable"


def test_the_read_models_tell_each_fate_and_a_rebuild_gives_equal_rows(
    school: SmallSchool, codes: dict[str, UUID]
) -> None:
    before = live_rows(school.app.pool, school.school_id)
    with school.app.pool.connection() as connection:
        seen = {fate: lookup.look_up(connection, code) for fate, code in codes.items()}
    found = {fate: each and each.row for fate, each in seen.items()}
    fates = {fate: row.ended.fate if row and row.ended else None for fate, row in found.items()}
    assert fates == {"CANCELLED": "CANCELLED", "STANDS": None, "ACCEPTED": None, "RECALLED": "RECALLED"}
    stands = found["STANDS"]
    assert stands
    assert (stands.edition, stands.replaces) == (2, codes["CANCELLED"])
    Runner(school.app.pool, school.desk.runner.projections).rebuild(school.desk.ledger)
    after = live_rows(school.app.pool, school.school_id)
    assert {name: rows for name, (_, rows) in after.items()} == {name: rows for name, (_, rows) in before.items()}


def test_the_command_line_exports_any_edition_and_exits_by_its_fate(
    school: SmallSchool, codes: dict[str, UUID], tmp_path: Path
) -> None:
    database = Database(school.app.addresses.owner, school.app.addresses.application)
    keys_dir = str(school.app.settings.keys_folder)
    cli = Cli(database, tmp_path, {"HOCBA_KEYS_DIR": keys_dir, "HOCBA_KEY_PASSPHRASE": PASSPHRASE})
    cli.fine("report", "export", *codes.values(), "--out", tmp_path / "out")
    (tmp_path / "roots.pem").write_bytes(school.roots_pem)
    given = ("--key", str(school.log_key.verifier_key), "--trust", tmp_path / "roots.pem")
    old = tmp_path / "out" / f"{codes['CANCELLED']}.pdf"
    live = cli.run("verify", old, *given, "--live")
    assert live.exit == 1
    assert f"thay bằng bản {codes['STANDS']}" in live.out
    assert "Kết luận: Đúng bản đã phát hành, đã hủy bỏ" in live.out
    assert "\\n" not in live.out
    several = cli.run("verify", tmp_path / "out", *given, "--live")
    assert several.exit == 1
    assert "4 tệp: 2 hợp lệ, 0 không hợp lệ, 2 nay đã hết hiệu lực, 0 chưa đủ căn cứ kết luận." in several.out
