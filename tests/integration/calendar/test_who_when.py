"""Rights that begin and end on a day, the clock set to it: maternity leave (people.md C1.6), a delegation (C3.5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest

from api.flows import gradebooks, signing, templates
from api.flows.signers import Wanted
from api.flows.workbooks import write_gradebook
from api.flows.year_decisions import decide_for_year
from domain.errors import Rejected
from domain.formats.hoc_ba import Stage
from domain.regulations.curriculum import subject
from domain.school_year import commands as y
from domain.school_year.events import DelegationKind, Role
from domain.school_year.state import Staff
from domain.values import Score, Term
from tests.integration.corrections.people import with_key
from tests.kit.check_ledger import check_ledger
from tests.kit.stages import School, at, let_clock_be_set
from tests.kit.story import moment

pytestmark = pytest.mark.filterwarnings("ignore::anchors.signing.software.SoftwareKeyWarning")

CODE = "TIN_HOC"


def clock(school: School, text: str) -> None:
    school.desk.ledger.clock.set(moment(text))


def decide(school: School, asked: y.Command) -> None:
    """The principal says so."""
    decide_for_year(school.desk, str(school.cast.principal.staff_id), asked)


def sign(school: School, staff: Staff, wanted: Wanted) -> signing.Outcome:
    return signing.sign_reports(school.desk, school.members, str(staff.staff_id), school.cast.key(staff), wanted)


def column(school: School, folder: Path, *terms: Term) -> Path:
    """A gradebook of Tin học, filled in for these terms."""
    year = school.desk.year()
    spec = templates.gradebook_spec(school.desk, year, school.found, CODE)
    cells = [cell for cell in subject(CODE, school.found.grade, year.name).cells() if cell.term in terms]
    marks = {(pupil.pupil_id, cell): Score("8.0") for pupil in spec.pupils for cell in cells}
    comments = {pupil.pupil_id: "Chăm học." for pupil in spec.pupils} if Term.TWO in terms else {}
    path = folder / f"{CODE}-{len(terms)}-{uuid4()}.xlsx"
    write_gradebook(replace(spec, recorded=marks, recorded_comments=comments), path)
    return path


def record(school: School, staff: Staff, path: Path) -> gradebooks.Imported:
    return gradebooks.import_gradebook(school.desk, path, str(staff.staff_id))


def test_a_successor_records_and_signs_what_the_one_on_leave_began(tmp_path: Path) -> None:
    with at("loaded") as school:
        let_clock_be_set(school)
        _leave(school, tmp_path)
        check_ledger(school.desk.ledger)


def _leave(school: School, tmp_path: Path) -> None:
    hang, binh = (school.cast.teacher(school.found, code) for code in (CODE, "GDTC"))
    clock(school, "2026-03-10 08:00")
    assert record(school, hang, column(school, tmp_path, Term.ONE)).recorded == 12
    place = {"class_id": school.found.class_id, "subject": CODE, "part": None}
    decide(school, y.EndTeaching(**place, staff_id=hang.staff_id, last_day=date(2026, 3, 15)))
    decide(school, y.AssignTeaching(**place, staff_id=binh.staff_id, since=date(2026, 3, 16)))
    clock(school, "2026-03-15 23:59")
    assert record(school, hang, column(school, tmp_path, Term.ONE)).unchanged == 12, "her last day is hers"
    clock(school, "2026-03-20 08:00")
    with pytest.raises(Rejected) as refused:
        record(school, hang, column(school, tmp_path, *Term))
    assert (refused.value.code, refused.value.facts["last_day"]) == ("right.ended", "15/03/2026")
    clock(school, "2026-05-10 08:00")
    found = record(school, binh, column(school, tmp_path, *Term))
    assert (found.recorded, found.unchanged, found.changed) == (15, 12, ())
    report = school.desk.report(school.members[0].report_id)
    by_term = {cell.term: standing.actor for cell, standing in report.marks.items() if cell.subject == CODE}
    assert by_term == {Term.ONE: str(hang.staff_id), Term.TWO: str(binh.staff_id)}
    for filled in school.every_file:
        if filled.subject != CODE:
            school.cast.record(filled)
    assert school.cast.open(school.members).refused == []
    assert {error.code for _, error in sign(school, hang, Wanted(Stage.SUBJECT, CODE)).refused} == {"right.ended"}
    assert len(sign(school, binh, Wanted(Stage.SUBJECT, CODE)).done) == 3


def test_a_delegation_holds_to_the_end_of_its_last_day() -> None:
    with at("recorded") as school:
        let_clock_be_set(school)
        clock(school, "2026-06-01 08:00")
        khoa, members = with_key(school, Role.DEPUTY), school.members
        granted = {"kind": DelegationKind.SIGN_REPORTS, "since": date(2026, 5, 1), "until": date(2026, 6, 20)}
        decide(school, y.GrantDelegation(delegation_id=uuid4(), staff_id=khoa.staff_id, document="15/QĐ", **granted))
        clerk = str(school.cast.clerk.staff_id)
        opened = signing.open_reports(school.desk, members, clerk, head=khoa.staff_id, planned=date(2026, 6, 20))
        assert len(opened.done) == 3
        for staff, wanted in school.cast.signatures(school.found)[:-1]:
            assert len(sign(school, staff, wanted).done) == 3
        clock(school, "2026-06-20 23:55")
        key, head = school.cast.key(khoa), Wanted(Stage.HEAD)
        first = signing.sign_reports(school.desk, members[:2], str(khoa.staff_id), key, head)
        assert len(first.done) == 2
        clock(school, "2026-06-21 00:05")
        late = signing.sign_reports(school.desk, members, str(khoa.staff_id), key, head)
        assert (late.passed, late.done) == (2, [])
        ((_, error),) = late.refused
        assert (error.code, error.facts["last_day"]) == ("delegation.ended", "20/06/2026")
        for member, stands in zip(members, (True, True, False), strict=True):
            signatures = school.desk.report(member.report_id).signatures
            assert ((Stage.HEAD, None) in signatures) == stands
            if stands:
                assert signatures[Stage.HEAD, None].capacity == "KT. HIỆU TRƯỞNG – PHÓ HIỆU TRƯỞNG"
        check_ledger(school.desk.ledger)
