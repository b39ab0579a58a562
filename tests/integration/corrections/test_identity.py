"""Identity corrected with its document: one transaction in the report, the pupil and the open edition."""

from __future__ import annotations

from uuid import UUID

import pytest

from api.flows import corrections, documents
from api.flows.correction_places import changes_at
from domain.errors import HocbaError
from domain.pupil.events import IdentityCorrected
from domain.report import events as e
from domain.school_year.events import Role
from projections.documents import xml
from tests.integration.corrections.people import with_key
from tests.integration.flows.asking import PAPER
from tests.kit.check_ledger import check_ledger
from tests.kit.stages import School, at

NEW = "Xã Sông Lam, tỉnh Nghệ An"


def ask(school: School, place: str, value: str) -> UUID:
    """The clerk asks, with the extract of the civil status register."""
    clerk, member = with_key(school, Role.CLERK), school.members[0]
    wanted = changes_at(school.desk, school.desk.report(member.report_id), [(place, value)])
    return corrections.request_correction(
        school.desk,
        member.report_id,
        wanted.changes,
        str(clerk.staff_id),
        e.ReasonCode.CIVIL_STATUS,
        "Trích lục cải chính hộ tịch số 15/TLCCHT.",
        key=school.cast.key(clerk),
        attached=corrections.attachments([corrections.attachment(PAPER, "trich-luc.pdf")]),
        personal=wanted.personal,
    ).request_id


def test_a_place_of_birth_is_corrected_in_report_pupil_and_edition_at_once() -> None:
    with at("opened") as school:
        desk, member, principal = school.desk, school.members[0], school.cast.principal
        old = desk.identities([member.pupil_id])[member.pupil_id]["birth_place"]
        request_id = ask(school, "identity/birth_place", NEW)
        assert desk.identities([member.pupil_id])[member.pupil_id]["birth_place"] == old, "asking changes nothing"
        corrections.approve_correction(desk, request_id, str(principal.staff_id), school.cast.key(principal))
        assert desk.identities([member.pupil_id])[member.pupil_id]["birth_place"] == NEW
        (corrected,) = [one for one in desk.ledger.stream(member.pupil_id) if isinstance(one.data, IdentityCorrected)]
        stream = desk.ledger.stream(member.report_id)
        assert {
            one.command_id for one in stream if isinstance(one.data, (e.CorrectionApproved, e.EditionRefrozen))
        } == {corrected.command_id}
        report = desk.report(member.report_id)
        assert report.edition
        document = documents.of_edition(documents.Sources(desk, [report]), report, report.edition)
        assert (document.pupil.birth_place, document.corrections) == (NEW, ("Nơi sinh",))
        region = xml.data_region(document).decode()
        assert NEW in region
        assert old not in region
        # The value before stays readable, and an erasure of either keeps every proof.
        change = report.requests[request_id].asked.changes[0]
        assert desk.ledger.personal_values([change.before, change.after]) == {change.before: old, change.after: NEW}
        check_ledger(desk.ledger)
        for outcome in school.cast.sign(school.found, school.members):
            assert outcome.refused == []


@pytest.mark.parametrize(
    ("place", "value", "code"),
    [
        ("identity/shoe_size", "38", "correction.field_unknown"),
        ("identity/birth_date", "31/02/2012", "correction.value"),
        ("identity/sex", "Nam giới", "correction.value"),
        ("identity/birth_place", "", "correction.value"),
        ("nhan-than/nationality", "Việt Nam", "correction.same"),
    ],
)
def test_identity_that_cannot_be_meant_is_refused(identity_school: School, place: str, value: str, code: str) -> None:
    school = identity_school
    with pytest.raises(HocbaError) as caught:
        changes_at(school.desk, school.desk.report(school.members[0].report_id), [(place, value)])
    assert caught.value.code == code


def test_a_birth_date_is_taken_as_people_write_it(identity_school: School) -> None:
    school = identity_school
    report = school.desk.report(school.members[0].report_id)
    wanted = changes_at(school.desk, report, [("identity/birth_date", "5/9/2012"), ("TOAN/1/TX1", "0,5")])
    assert [value.value for value in wanted.personal] == ["2012-09-05"]
    assert [change.kind for change in wanted.changes] == ["identity", "mark"]


@pytest.fixture(scope="module")
def identity_school() -> object:
    with at("recorded") as school:
        yield school
