"""
The chain on real documents: a shared subject, a teacher who left, a return; a school whose homeroom teacher is first.

Judged by xmlsec1 and by ``hocba verify``; through the doors that people use.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from anchors.report_values import values
from api.flows import signing, turns, year_decisions
from api.flows.documents import Sources
from api.flows.issuing import issue_reports
from api.flows.signers import Wanted
from domain.errors import Rejected
from domain.formats.hoc_ba import Chain, Stage
from domain.report import events as e
from domain.report.state import Status
from domain.school_year import commands as y
from domain.school_year.events import Duty
from projections.documents import xml
from tests.kit.check_ledger import check_ledger
from tests.kit.cli import cli_of
from tests.kit.stages import School, at
from tests.kit.xmlsec import accepted

pytestmark = pytest.mark.filterwarnings("ignore::anchors.signing.software.SoftwareKeyWarning")

KHTN, HOA = "KHTN", "HOA_HOC"
REASON = "Giáo viên đã chuyển trường"


def decide(school: School, asked: y.Command) -> None:
    """By the principal."""
    year_decisions.decide_for_year(school.desk, str(school.cast.principal.staff_id), asked)


def _of(subject: str) -> Wanted:
    return Wanted(Stage.SUBJECT, subject)


def _eve(day: date) -> date:
    return day - timedelta(days=1)


def test_a_shared_subject_a_teacher_who_left_and_a_return(tmp_path: Path) -> None:
    with at("recorded") as school:
        cast, desk, found = school.cast, school.desk, school.found
        responsible, gone = cast.teacher(found, KHTN), cast.teacher(found, "TOAN")
        part_teacher, principal, homeroom = cast.teacher(found, "NGU_VAN"), cast.principal, cast.homeroom(found)
        today, class_id = desk.today, found.class_id
        shared = {"class_id": class_id, "subject": KHTN, "since": today}
        decide(
            school, y.EndTeaching(class_id=class_id, subject=KHTN, staff_id=responsible.staff_id, last_day=_eve(today))
        )
        decide(school, y.AssignTeaching(**shared, staff_id=responsible.staff_id, part="VAT_LI", duty=Duty.RESPONSIBLE))
        cli = cli_of(school, tmp_path)
        for staff in (principal, part_teacher, homeroom):
            cli.token(staff.code)
        place = ("--class", "8A", "--subject", KHTN, "--part", HOA)
        cli.as_(principal.code).fine("year", "assign", *place, "--teacher", part_teacher.code)
        decide(school, y.EndTeaching(class_id=class_id, subject="TOAN", staff_id=gone.staff_id, last_day=_eve(today)))
        members = school.members
        assert cast.open(members).refused == []
        blocked = signing.sign_reports(desk, members, str(responsible.staff_id), cast.key(responsible), _of(KHTN))
        assert {error.code for _, error in blocked.refused} == {"sign.part_awaited"}
        confirmed = cli.as_(part_teacher.code).fine("report", "confirm", *place)
        assert len(confirmed["done"]) == len(members)
        assert turns.confirm_parts(desk, members, str(part_teacher.staff_id), KHTN, HOA).passed == len(members)
        for subject in cast.subjects(found):
            staff = principal if subject == "TOAN" else cast.teacher(found, subject)
            wanted = Wanted(Stage.SUBJECT, subject, gone.staff_id, REASON) if subject == "TOAN" else _of(subject)
            assert signing.sign_reports(desk, members, str(staff.staff_id), cast.key(staff), wanted).refused == []
        back = ("report", "return", members[0].report_id, "--subject", KHTN, "--note", "Xem lại nhận xét")
        told = cli.as_(homeroom.code).run(*back).out
        assert told.startswith("Đến lượt ")
        assert f"({responsible.code}): ký môn Khoa học tự nhiên" in told
        listed = cli.run("report", "list", "--class", "8A").out
        assert "trả lại: Xem lại nhận xét" in listed
        (due,) = turns.due(desk, [desk.report(members[0].report_id)])[members[0].report_id]
        assert due.said("vi").endswith(f"({responsible.code}): ký môn Khoa học tự nhiên")
        again = signing.sign_reports(desk, members, str(responsible.staff_id), cast.key(responsible), _of(KHTN))
        assert (len(again.done), again.passed) == (1, len(members) - 1)
        for staff, stage in ((homeroom, Stage.HOMEROOM), (principal, Stage.HEAD)):
            assert (
                signing.sign_reports(desk, members, str(staff.staff_id), cast.key(staff), Wanted(stage)).refused == []
            )
        assert cast.seal(members).refused == []
        report = desk.report(members[0].report_id)
        sources = Sources(desk, [report])
        complete = sources.complete(report)
        xml.validate(complete)
        assert report.edition
        places = [*report.signatures, (Stage.SEAL, None)]
        roots, lookup_id = school.app.keys(desk.ledger.school_id).roots_pem(), report.edition.opened.lookup_id
        assert accepted(complete, roots, lookup_id, places, desk.ledger.now(), tmp_path) == places
        signers = {signer.subject: signer for signer in values(complete).signers if signer.subject}
        names = desk.signatories([gone, principal, part_teacher])
        assert signers["TOAN"].name == names[principal.staff_id].full_name
        assert (signers["TOAN"].in_place_of, signers["TOAN"].reason) == (names[gone.staff_id].full_name, REASON)
        assert [(one.part, one.name) for one in signers[KHTN].confirmed] == [
            ("Hoá học", names[part_teacher.staff_id].full_name)
        ]
        issued = issue_reports(desk, members, str(cast.clerk.staff_id), school.issue_keys, "http://localhost:8000")
        assert issued.refused == []
        check_ledger(desk.ledger)


def test_a_class_whose_homeroom_teacher_signs_first(tmp_path: Path) -> None:
    """Plan 004 in lower secondary: a policy before the first signature, and fixed by it."""
    with at("recorded") as school:
        cast, desk, members = school.cast, school.desk, school.members
        chosen = {"clause": "Điều 5", "document": "Quy chế 12/QC-THCS", "since": desk.today}
        policy = y.SetPolicy(policy="signing_chains.THCS", value=Chain.HOMEROOM_FIRST.value, **chosen)
        decide(school, policy)
        assert cast.open(members).refused == []
        homeroom = cast.homeroom(school.found)
        cli = cli_of(school, tmp_path)
        cli.token(homeroom.code)
        cli = cli.as_(homeroom.code)
        shown = cli.fine("report", "sign", "--class", "8A", "--stage", "homeroom", "--show")["shown"]
        assert len(shown) == len(members)
        assert shown[0]["declaration"].startswith("Tôi đã kiểm tra và chịu trách nhiệm")
        assert "<THU_TU_KY>GVCN, CBQL, KY_PHAT_HANH</THU_TU_KY>" in shown[0]["content"]
        size = desk.ledger.size()
        dry = cli.fine("report", "sign", "--class", "8A", "--stage", "homeroom", "--dry-run")
        assert [entry["topic"] for entry in dry["entries"]][-1] == "hocba.school_year.chain_fixed.v1"
        assert desk.ledger.size() == size
        for staff, stage in ((homeroom, Stage.HOMEROOM), (cast.principal, Stage.HEAD)):
            assert (
                signing.sign_reports(desk, members, str(staff.staff_id), cast.key(staff), Wanted(stage)).refused == []
            )
        with pytest.raises(Rejected) as caught:
            decide(school, policy.model_copy(update={"value": Chain.SUBJECT_TEACHERS_FIRST.value}))
        assert caught.value.code == "policy.chain_fixed"
        assert cast.seal(members).refused == []
        assert desk.year().chains_fixed["THCS"] is Chain.HOMEROOM_FIRST
        report = desk.report(members[0].report_id)
        assert report.status is Status.SEALED
        assert set(report.signatures) == {(Stage.HOMEROOM, None), (Stage.HEAD, None)}
        read = values(Sources(desk, [report]).complete(report))
        assert (read.chain, read.subjects_to_sign) == (Chain.HOMEROOM_FIRST, ())
        fixed = [entry for entry in desk.ledger.entries() if entry.topic == "hocba.school_year.chain_fixed.v1"]
        assert len(fixed) == 1
        assert not [entry for entry in desk.ledger.entries() if isinstance(entry.data, e.PartConfirmed)]
        check_ledger(desk.ledger)
