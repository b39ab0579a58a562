"""Corrections as teachers ask for them and the principal decides them, with their paper and their signature."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from api.flows import corrections, documents, gradebooks
from domain.errors import Misused, Rejected
from domain.formats.hoc_ba import Stage
from domain.report import events as e
from domain.report.state import Status
from domain.school_year.events import Role
from domain.values import Column
from projections.documents import xml
from tests.integration.flows.asking import PAPER, ask, change
from tests.kit import require
from tests.kit.check_ledger import check_ledger
from tests.kit.stages import School, at
from tests.kit.xmlsec import accepted


def approve(school: School, request_id: object, staff: object = None, key_of: object = None) -> object:
    principal = staff or school.cast.principal
    return corrections.approve_correction(
        school.desk, request_id, str(principal.staff_id), school.cast.key(key_of or principal), "Đồng ý."
    )


@pytest.mark.parametrize(
    ("content", "media_type"),
    [(PAPER, "application/pdf"), (b"\x89PNG\r\n\x1a\n..", "image/png"), (b"\xff\xd8\xff\xe0..", "image/jpeg")],
)
def test_a_paper_is_what_its_content_says(tmp_path: Path, content: bytes, media_type: str) -> None:
    path = tmp_path / "paper.docx"
    path.write_bytes(content)
    with at("recorded") as school:
        paper, blob = corrections.read_paper(path, "12/BC", school.desk.today)
    assert (paper.media_type, blob.content) == (media_type, content)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"MZ not a paper", "paper.type"),
        (b"", "paper.type"),
        (PAPER + bytes(corrections.PAPER_BYTES_MAX), "paper.size"),
        (None, "paper.unreadable"),
    ],
)
def test_no_request_without_a_paper(tmp_path: Path, content: bytes | None, code: str) -> None:
    path = tmp_path / "paper.pdf"
    if content is not None:
        path.write_bytes(content)
    with at("recorded") as school, pytest.raises(Misused) as caught:
        corrections.read_paper(path, "12/BC", school.desk.today)
    assert caught.value.code == code


def test_the_approval_is_a_cms_signature_over_the_bytes_of_the_request(tmp_path: Path) -> None:
    openssl = require.program("openssl")
    with at("recorded") as school:
        request_id = ask(school, school.members[0], "TOAN")
        approve(school, request_id)
        entries = list(school.desk.ledger.entries())
        asked = next(one for one in entries if isinstance(one.data, e.CorrectionRequested))
        decided = next(one for one in entries if isinstance(one.data, e.CorrectionApproved))
        (tmp_path / "entry").write_bytes(school.desk.ledger.entry(asked.position))
        (tmp_path / "signature").write_bytes(school.desk.ledger.blob(decided.data.signature))
        (tmp_path / "roots.pem").write_bytes(school.app.keys(school.desk.ledger.school_id).roots_pem())
        command = [
            openssl, "cms", "-verify", "-binary", "-inform", "DER", "-in", "signature", "-content", "entry",
            "-CAfile", "roots.pem", "-purpose", "any", "-out", "verified",
        ]  # fmt: skip
        subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
        assert (tmp_path / "verified").read_bytes() == (tmp_path / "entry").read_bytes()
        (tmp_path / "entry").write_bytes(school.desk.ledger.entry(asked.position).replace(b"8", b"9"))
        assert subprocess.run(command, cwd=tmp_path, check=False, capture_output=True).returncode != 0
        assert decided.position > asked.position
        check_ledger(school.desk.ledger)


def test_the_new_value_stands_and_the_old_one_stays_readable() -> None:
    with at("recorded") as school:
        member = school.members[0]
        wanted = change(school.desk, member, "TOAN")
        approve(school, ask(school, member, "TOAN"))
        assert school.desk.report(member.report_id).marks[wanted.cell].value == wanted.after
        recorded = [
            entry.data.mark
            for entry in school.desk.ledger.stream(member.report_id)
            if isinstance(entry.data, e.ScoreRecorded) and entry.data.cell == wanted.cell
        ]
        assert recorded == [wanted.before]


def test_who_asks_or_teaches_or_is_no_principal_does_not_approve() -> None:
    """The principal of the class teaches GDCD: that mark is not his to approve, nor a deputy's or a teacher's."""
    with at("recorded") as school:
        member, size = school.members[0], school.desk.ledger.size()
        own = ask(school, member, "GDCD")
        other = ask(school, member, "TOAN")
        teacher = school.cast.teacher(school.found, "TOAN")
        deputy, principal_key = school.staff(Role.DEPUTY), school.cast.key(school.cast.principal)
        for request_id, staff, code in (
            (own, school.cast.principal, "correction.self"),
            (other, teacher, "correction.self"),
            (other, deputy, "correction.principal_only"),
        ):
            with pytest.raises(Rejected) as caught:
                approve(school, request_id, staff, school.cast.principal)
            assert caught.value.code == code
            with pytest.raises(Rejected):
                corrections.refuse_correction(school.desk, request_id, str(staff.staff_id), principal_key, "Không.")
        assert school.desk.ledger.size() == size + 2


def test_a_signature_with_the_key_of_somebody_else_is_refused() -> None:
    with at("recorded") as school:
        request_id, size = ask(school, school.members[0], "TOAN"), school.desk.ledger.size()
        with pytest.raises(Rejected) as caught:
            approve(school, request_id, key_of=school.cast.teacher(school.found, "TOAN"))
        assert caught.value.code == "cert.other_person"
        assert school.desk.ledger.size() == size


def test_only_who_teaches_it_asks() -> None:
    with at("recorded") as school, pytest.raises(Rejected) as caught:
        ask(school, school.members[0], "TOAN", actor=school.teacher("NGU_VAN"))
    assert caught.value.code == "right.missing"


def test_a_text_that_cannot_stand_is_named(tmp_path: Path) -> None:
    with at("recorded") as school:
        request_id = ask(school, school.members[0], "TOAN")
        principal = school.cast.principal
        for remark in ("", "x" * 5000):
            with pytest.raises(Misused) as caught:
                corrections.refuse_correction(
                    school.desk, request_id, str(principal.staff_id), school.cast.key(principal), remark
                )
            assert (caught.value.code, caught.value.facts["name"]) == ("input.invalid", "remark")


def test_after_opening_the_edition_is_frozen_anew_and_that_is_what_is_signed() -> None:
    with at("opened") as school:
        member = school.members[0]
        before = school.desk.report(member.report_id)
        assert before.edition
        request_id = ask(school, member, "TOAN", Column.CK)
        (refused,) = [m for m, _ in school.cast.open(school.members).refused] or [None]
        assert refused is None, "an edition that is open is passed over"
        approve(school, request_id)
        entries = school.desk.ledger.stream(member.report_id)
        approved, refrozen = entries[-2:]
        assert isinstance(approved.data, e.CorrectionApproved)
        assert isinstance(refrozen.data, e.EditionRefrozen)
        assert approved.command_id == refrozen.command_id
        after = school.desk.report(member.report_id)
        assert after.edition
        assert after.edition.opened.lookup_id == before.edition.opened.lookup_id
        assert after.edition.data_sha256 != before.edition.data_sha256
        document = documents.of_edition(documents.Sources(school.desk, [after]), after, after.edition)
        assert document.corrections == ("Toán",)
        assert "Toán" in xml.data_region(document).decode()
        for outcome in school.cast.sign(school.found, school.members):
            assert outcome.refused == []
        school.cast.seal(school.members)
        sealed = school.desk.report(member.report_id)
        assert sealed.sealed
        complete = school.desk.ledger.blob(sealed.sealed.xml_sha256)
        region = school.desk.ledger.blob(after.edition.data_sha256)
        assert region in complete
        assert school.desk.ledger.blob(before.edition.data_sha256) not in complete
        check_ledger(school.desk.ledger)


def test_an_open_request_holds_up_opening_and_signing() -> None:
    with at("recorded") as school:
        ask(school, school.members[0], "TOAN")
        outcome = school.cast.open(school.members)
        assert [(m.number, error.code) for m, error in outcome.refused] == [(1, "edition.request_open")]
        assert len(outcome.done) == 2


def test_a_correction_of_a_sealed_report_voids_what_covered_it_and_no_other_signature(tmp_path: Path) -> None:
    """C3.8 on real documents, judged by xmlsec1: untouched signatures stand in the new XML byte for byte, and hold."""
    with at("sealed") as school:
        member, *others = school.members
        before = school.desk.report(member.report_id)
        approve(school, ask(school, member, "TOAN"))
        entries = school.desk.ledger.stream(member.report_id)[-3:]
        names = [type(entry.data).__name__ for entry in entries]
        assert names == ["CorrectionApproved", "EditionRefrozen", "SignaturesVoided"]
        assert len({entry.command_id for entry in entries}) == 1, "an approval and its effect are one transaction"
        after = school.desk.report(member.report_id)
        fallen = [place for place in before.signatures if place not in after.signatures]
        assert fallen == [(Stage.SUBJECT, "TOAN"), (Stage.HOMEROOM, None), (Stage.HEAD, None)]
        assert after.sealed is None
        assert after.edition
        assert {school.desk.report(other.report_id).status for other in others} == {Status.SEALED}
        roots, now = school.app.keys(school.desk.ledger.school_id).roots_pem(), school.desk.ledger.now()
        so_far = documents.Sources(school.desk, [after]).xml_so_far(after)
        places, lookup_id = [*before.signatures, (Stage.SEAL, None)], after.edition.opened.lookup_id
        assert accepted(so_far, roots, lookup_id, places, now, tmp_path) == list(after.signatures)
        for outcome in school.cast.sign(school.found, school.members):
            assert outcome.refused == []
        assert school.cast.seal(school.members).refused == []
        again = school.desk.report(member.report_id)
        assert after.signatures.items() <= again.signatures.items()
        complete = documents.Sources(school.desk, [again]).complete(again)
        xml.validate(complete)
        assert sorted(accepted(complete, roots, lookup_id, places, now, tmp_path)) == sorted(places)
        check_ledger(school.desk.ledger)


def test_an_import_does_not_go_around_a_correction(tmp_path: Path) -> None:
    """After an approved correction the old file lists the cell as changed, and records nothing."""
    with at("recorded") as school:
        approve(school, ask(school, school.members[0], "TOAN"))
        again = gradebooks.import_gradebook(school.desk, school.files["TOAN"].path, school.teacher("TOAN"))
        assert (again.recorded, len(again.changed)) == (0, 1)


def test_a_stale_request_is_refused() -> None:
    with at("recorded") as school:
        member = school.members[0]
        old = change(school.desk, member, "TOAN")
        approve(school, ask(school, member, "TOAN"))
        stale = old.model_copy(update={"after": replace_score(old)})
        path_paper = e.Paper(number="13/BC", dated=school.desk.today, sha256="0" * 64, media_type="application/pdf")
        with pytest.raises(Rejected) as caught:
            corrections.request_correction(
                school.desk, member.report_id, (stale,), school.teacher("TOAN"), e.ReasonCode.OTHER, "Lí do.",
                path_paper, None,
            )  # fmt: skip
        assert caught.value.code == "correction.stale"


def replace_score(change: e.MarkChange) -> object:
    return type(change.before)("0.5")
