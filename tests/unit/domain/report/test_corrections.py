"""Corrections: asked for with reason and paper, decided by another person. After signatures: ``test_voiding``."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from pydantic import ValidationError

from domain.report import commands as c
from domain.report import events as e
from domain.report.corrections import corrected
from domain.report.editions import freeze
from domain.report.state import RequestStatus
from domain.school_year import events as y
from domain.values import Cell, Column, Level, Score, Term
from tests.kit.asking import MARK, approve, approved, ask, asked, recorded, refuse, refused, requested
from tests.kit.people import (
    BINH,
    CK2,
    CLASS_8A,
    CLAUSE,
    DUNG,
    GDCD_GK,
    HANG,
    KHOA,
    LAN,
    OTHER_REQUEST,
    REQUEST,
    THU,
    TUAN,
    TX1,
    VAN,
    assigned,
    complete,
    ended,
    frozen,
    granted,
    open_command,
    opened,
    report,
    year,
)  # fmt: skip
from tests.kit.story import MORNING, ReportStory, moment

APPROVE, SIGN = y.DelegationKind.APPROVE_CORRECTIONS, y.DelegationKind.SIGN_REPORTS
GDCD = e.MarkChange(cell=GDCD_GK, before=Score("8.0"), after=Score("9.0"))


def test_asking_changes_nothing_yet() -> None:
    story = recorded().when(ask(MARK), HANG).then(asked(MARK))
    assert story.state.marks[TX1].value == Score("5.8")
    (request,) = story.state.open_requests
    assert (request.requested_by, request.position, request.status) == (str(HANG), 3, RequestStatus.OPEN)


@pytest.mark.parametrize("actor", [LAN, DUNG, BINH, THU])
def test_who_may_not_record_the_value_may_not_ask(actor: UUID) -> None:
    recorded().when(ask(MARK), actor).then_rejected("right.missing", what="TOAN")


def test_the_successor_asks_and_who_left_does_not() -> None:
    school_year = year(ended(HANG, "TOAN", date(2026, 5, 1)), assigned(BINH, "TOAN", date(2026, 5, 2)))
    recorded(school_year).when(ask(MARK), HANG).then_rejected("right.ended")
    recorded(school_year).when(ask(MARK), BINH).then(asked(MARK))


def test_the_teacher_of_one_part_does_not_ask_for_the_other() -> None:
    music = Cell(subject="NGHE_THUAT", part="AM_NHAC", term=Term.ONE, column=Column.TX1)
    school_year = year(
        ended(LAN, "NGHE_THUAT", date(2025, 12, 31)), assigned(HANG, "NGHE_THUAT", date(2026, 1, 1), "MI_THUAT")
    )
    story = report(school_year).given(e.ScoreRecorded(cell=music, mark="D"), actor=LAN)
    story.when(ask(e.MarkChange(cell=music, before="D", after="CD")), HANG)
    story.then_rejected("right.missing", what="NGHE_THUAT/AM_NHAC")


def test_only_the_homeroom_teacher_asks_for_homeroom_values() -> None:
    change = e.ConductChange(term=Term.ONE, before=Level.TOT, after=Level.KHA)
    complete().when(ask(change), HANG).then_rejected("right.missing", what="GVCN")
    complete().when(ask(change), LAN).then(asked(change))


STALE = [
    (e.MarkChange(cell=TX1, before="7.5", after="9"), "TOAN HK1 TX1", "8.0", "7.5"),
    (e.CommentChange(subject="TOAN", before="Kém", after="Khá"), "TOAN: nhận xét", "Chăm học", "Kém"),
    (e.ConductChange(term=Term.TWO, before="DAT", after="KHA"), "rèn luyện HK2", "Tốt", "Đạt"),
    (
        e.AbsencesChange(before={"permitted": 0, "unpermitted": 0}, after={"permitted": 1, "unpermitted": 0}),
        "số buổi nghỉ",
        "3 có phép, 1 không phép",
        "0 có phép, 0 không phép",
    ),
    (e.HomeroomCommentChange(before="Hư", after="Ngoan"), "nhận xét của GVCN", "Ngoan, có cố gắng", "Hư"),
]


@pytest.mark.parametrize(("change", "what", "expected", "found"), STALE)
def test_the_value_before_is_the_one_that_stands(change: e.Change, what: str, expected: str, found: str) -> None:
    actor = HANG if isinstance(change, (e.MarkChange, e.CommentChange)) else LAN
    story = complete().when(ask(change), actor).then_rejected("correction.stale")
    assert story.error is not None
    assert {name: str(fact) for name, fact in story.error.facts.items()} == {
        "what": what, "expected": expected, "found": found,
    }  # fmt: skip
    report().when(ask(change), actor).then_rejected("correction.nothing_recorded")


def test_a_change_changes_something() -> None:
    complete().when(ask(e.MarkChange(cell=TX1, before="8", after="8.0")), HANG).then_rejected("correction.same")


def test_a_change_must_be_able_to_stand() -> None:
    complete().when(ask(e.MarkChange(cell=TX1, before="8", after="D")), HANG).then_rejected("regulation.score_expected")
    wrong = TX1.model_copy(update={"column": Column.TX5})
    complete().when(ask(e.MarkChange(cell=wrong, before="8", after="9")), HANG).then_rejected(
        "regulation.column_unknown"
    )


def test_a_value_is_named_once_in_a_request() -> None:
    again = MARK.model_copy(update={"after": Score("9.0")})
    recorded().when(ask(MARK, again), HANG).then_rejected("correction.twice")


def test_a_request_names_one_to_twenty_values() -> None:
    for changes in ((), (MARK,) * 21):
        with pytest.raises(ValidationError):
            ask(*changes)


def test_a_value_has_one_open_request_and_a_request_its_own_id() -> None:
    story = requested()
    story.when(ask(MARK, request_id=OTHER_REQUEST), HANG).then_rejected("correction.exists", request=REQUEST)
    story.when(ask(MARK), HANG).then_rejected("correction.id_used")
    story.given(e.ScoreRecorded(cell=CK2, mark=Score("6")), actor=HANG)
    other = e.MarkChange(cell=CK2, before="6", after="7")
    story.when(ask(other, request_id=OTHER_REQUEST), HANG).then(asked(other, request_id=OTHER_REQUEST))
    story.when(refuse(), DUNG)
    third = UUID(int=203)
    story.when(ask(MARK, request_id=third), HANG).then(asked(MARK, request_id=third))


def test_the_principal_approves_and_the_value_after_stands() -> None:
    story = requested().when(approve(), DUNG).then(approved())
    assert story.state.marks[TX1].value == Score("8.5")
    (request,) = story.state.corrections
    assert (request.decided_by, request.decided_at, request.asked.changes[0].before) == (
        str(DUNG), MORNING, Score("5.8"),
    )  # fmt: skip


def test_every_kind_of_change_stands_after_approval() -> None:
    changes: tuple[e.Change, ...] = (
        e.ConductChange(term=Term.TWO, before=Level.TOT, after=Level.DAT),
        e.AbsencesChange(before=e.Absences(permitted=3, unpermitted=1), after=e.Absences(permitted=3, unpermitted=2)),
        e.HomeroomCommentChange(before="Ngoan, có cố gắng", after="Ngoan"),
        e.CommentChange(subject="KHTN", before="Chăm học", after="Có tiến bộ"),
    )
    state = complete().when(ask(*changes), LAN).when(approve(), DUNG).then(approved()).state
    assert state.absences
    assert state.homeroom_comment
    assert (state.conduct[Term.TWO].value, state.absences.value.unpermitted) == (Level.DAT, 2)
    assert (state.homeroom_comment.value, state.comments["KHTN"].value) == ("Ngoan", "Có tiến bộ")


def test_a_refusal_keeps_the_value() -> None:
    story = requested().when(refuse(), DUNG)
    story.then(refused())
    assert story.state.marks[TX1].value == Score("5.8")
    assert story.state.open_requests == []
    assert story.state.corrections == []


def test_a_request_is_decided_once() -> None:
    for first in (approve(), refuse()):
        story = requested().when(first, DUNG)
        for second in (approve(), refuse()):
            story.when(second, DUNG).then_rejected("correction.decided", request=REQUEST)
            assert story.error is not None
            assert "(DUNG, 25/05/2026 08:00)" in story.error.text("vi")
    for command in (approve(), refuse()):
        recorded().when(command, DUNG).then_rejected("correction.unknown", request=REQUEST)


def test_nobody_decides_what_he_asked_for() -> None:
    """Even the principal; who teaches it no more but asked for it is barred as well."""
    story = complete().when(ask(GDCD), DUNG)
    for command in (approve(), refuse()):
        story.when(command, DUNG).then_rejected("correction.self", staff="DUNG", go_to="cơ quan quản lý trực tiếp")


def test_the_principals_own_mark_goes_to_the_deputy_whom_the_clause_allows() -> None:
    school_year = year(granted(VAN, APPROVE), deputies_approve_corrections=CLAUSE)
    story = complete(school_year).when(ask(GDCD), DUNG)
    story.when(approve(), DUNG).then_rejected("correction.self", go_to="VAN")
    given = UUID(int=301)
    story.when(approve(VAN), VAN).then(approved(VAN, delegation_id=given))


def test_nobody_decides_on_a_mark_that_he_teaches() -> None:
    """A principal who taught the subject before the teacher of today."""
    school_year = year(
        ended(DUNG, "GDCD", date(2026, 3, 15)), assigned(BINH, "GDCD", date(2026, 3, 16)), granted(VAN, APPROVE),
        deputies_approve_corrections=CLAUSE,
    )  # fmt: skip
    story = complete(school_year).when(ask(GDCD), BINH)
    story.when(approve(), DUNG).then_rejected("correction.self", staff="DUNG", go_to="VAN")


def test_a_barred_person_is_never_named_as_the_one_to_go_to() -> None:
    """A deputy who taught it is sent to nobody who taught it too."""
    school_year = year(
        ended(DUNG, "GDCD", date(2026, 3, 15)), assigned(VAN, "GDCD", date(2026, 3, 16)),
        granted(VAN, APPROVE), granted(KHOA, APPROVE, delegation_id=UUID(int=302)),
        deputies_approve_corrections=CLAUSE,
    )  # fmt: skip
    story = complete(school_year).when(ask(GDCD), VAN)
    story.when(approve(VAN), VAN).then_rejected("correction.self", go_to="KHOA")
    story.when(approve(), DUNG).then_rejected("correction.self", go_to="KHOA")


def test_nobody_decides_on_homeroom_values_of_his_own_class() -> None:
    school_year = year(
        y.HomeroomAssigned(class_id=CLASS_8A, staff_id=DUNG, since=date(2026, 1, 1)),
        y.HomeroomAssigned(class_id=CLASS_8A, staff_id=LAN, since=date(2026, 3, 1)),
    )
    story = complete(school_year).when(ask(e.ConductChange(term=Term.ONE, before="TOT", after="KHA")), LAN)
    story.when(approve(), DUNG).then_rejected("correction.self")


def test_a_second_correction_of_a_value_can_be_approved_by_the_same_principal() -> None:
    """He approved the value that stands, but he did not record it."""
    story = requested().when(approve(), DUNG)
    back = e.MarkChange(cell=TX1, before=Score("8.5"), after=Score("8.0"))
    story.when(ask(back, request_id=OTHER_REQUEST), HANG)
    story.when(approve(request_id=OTHER_REQUEST), DUNG).then(approved(request_id=OTHER_REQUEST))
    assert story.state.marks[TX1].value == Score("8.0")


@pytest.mark.parametrize("actor", [LAN, THU, TUAN, BINH])
def test_who_is_neither_principal_nor_deputy_decides_nothing(actor: UUID) -> None:
    for command in (approve(actor), refuse()):
        requested().when(command, actor).then_rejected("correction.principal_only")


def test_a_deputy_decides_nothing_without_the_clause_whatever_his_delegation() -> None:
    school_year = year(granted(VAN, APPROVE))
    requested(school_year).when(approve(VAN), VAN).then_rejected("correction.principal_only", staff="VAN")
    requested(school_year).when(refuse(), VAN).then_rejected("correction.principal_only")


@pytest.mark.parametrize(
    "delegations",
    [
        [],
        [granted(KHOA, APPROVE)],
        [granted(VAN, SIGN)],
        [granted(VAN, APPROVE, until=date(2026, 5, 24))],
        [granted(VAN, APPROVE, since=date(2026, 5, 26))],
        [
            granted(VAN, APPROVE),
            y.DelegationRevoked(delegation_id=UUID(int=301), last_day=date(2026, 5, 24)),
        ],
    ],
    ids=["none", "of another deputy", "to sign only", "ended", "not begun", "revoked"],
)
def test_a_deputy_needs_a_running_delegation_to_approve(delegations: list[y.DelegationGranted]) -> None:
    over = [each for each in delegations if isinstance(each, y.DelegationRevoked) or each.until < MORNING.date()]
    ended_or_missing = "ended" if over else "missing"
    school_year = year(*delegations, deputies_approve_corrections=CLAUSE)
    for command in (approve(VAN), refuse()):
        story = requested(school_year).when(command, VAN)
        story.then_rejected(f"delegation.{ended_or_missing}", kind="APPROVE_CORRECTIONS")


def test_a_deputy_with_clause_and_delegation_decides_and_names_the_delegation() -> None:
    school_year = year(granted(VAN, APPROVE), deputies_approve_corrections=CLAUSE)
    given = UUID(int=301)
    requested(school_year).when(approve(VAN), VAN).then(approved(VAN, delegation_id=given))
    requested(school_year).when(refuse(VAN), VAN).then(refused(VAN, delegation_id=given))


def test_a_delegation_ends_at_midnight_in_vietnam() -> None:
    school_year = year(granted(VAN, APPROVE), deputies_approve_corrections=CLAUSE)
    story = requested(school_year)
    story.when(approve(VAN), VAN, moment("2026-06-21 00:05")).then_rejected("delegation.ended", last_day="20/06/2026")
    story.when(approve(VAN), VAN, moment("2026-06-20 23:59"))
    assert len(story.events) == 1


def test_an_approval_is_signed_with_ones_own_registered_certificate() -> None:
    requested().when(approve(LAN), DUNG).then_rejected("cert.other_person")
    unknown = approve().model_copy(update={"certificate": "ff" * 32})
    requested().when(unknown, DUNG).then_rejected("cert.unknown")


def test_an_approval_without_an_edition_refreezes_nothing() -> None:
    story = complete().when(ask(GDCD.model_copy(update={"cell": TX1})), HANG)
    story.when(approve(refrozen=frozen(story)), DUNG).then_rejected("correction.refreeze")


def corrected_edition() -> tuple[ReportStory, c.Frozen]:
    """An open edition, a request, and what the edition would be after it."""
    story = opened().when(ask(e.MarkChange(cell=TX1, before="8", after="9")), HANG)
    after = corrected(story.state, story.state.requests[REQUEST])
    return story, frozen(story, freeze(after, story.year), digest="db" * 32)


def test_an_approval_refreezes_the_open_edition_in_the_same_transaction() -> None:
    story, refrozen = corrected_edition()
    lookup = story.state.edition and story.state.edition.opened.lookup_id
    story.when(approve(), DUNG).then_rejected("correction.refreeze")
    story.when(approve(refrozen=refrozen), DUNG)
    story.then(
        approved(),
        e.EditionRefrozen(
            edition=1,
            request_id=REQUEST,
            result=refrozen.result,
            pupil_version=2,
            school_year_version=story.year.version,
            data_sha256="db" * 32,
            blank=(),
        ),
    )
    edition = story.state.edition
    assert edition
    assert (edition.opened.lookup_id, edition.refrozen, edition.data_sha256) == (lookup, 1, "db" * 32)
    assert edition.result == freeze(story.state, story.year) == refrozen.result


def test_an_approval_freezes_what_follows_from_the_corrected_values_and_nothing_else() -> None:
    story, refrozen = corrected_edition()
    for wrong in (
        frozen(story),
        refrozen.model_copy(update={"result": refrozen.result.model_copy(update={"title": "XUAT_SAC"})}),
        refrozen.model_copy(update={"school_year_version": 1}),
    ):
        story.when(approve(refrozen=wrong), DUNG).then_rejected("edition.stale")


def test_looking_ahead_to_a_correction_leaves_the_report_as_it_is() -> None:
    story, _ = corrected_edition()
    assert story.state.marks[TX1].value == Score("8.0")
    assert corrected(story.state, story.state.requests[REQUEST]).marks[TX1].value == Score("9.0")


def test_a_refusal_leaves_the_open_edition_alone() -> None:
    story, _ = corrected_edition()
    edition = story.state.edition
    story.when(refuse(), DUNG).then_it_is(edition=edition)


def test_a_request_whose_value_has_moved_is_not_approved() -> None:
    """Two approvals of one value cannot happen by the rules; the history is made by hand."""
    story = requested().given(asked(MARK, request_id=OTHER_REQUEST), actor=HANG)
    story.given(approved(request_id=OTHER_REQUEST), actor=DUNG)
    story.when(approve(), DUNG).then_rejected("correction.stale")


def test_a_correction_in_a_locked_term_is_possible() -> None:
    story = recorded(year(y.TermLocked(term=Term.ONE))).when(ask(MARK), HANG, MORNING + timedelta(days=3))
    story.when(approve(), DUNG, MORNING + timedelta(days=3)).then(approved())


def test_an_edition_can_be_opened_again_only_after_the_decision() -> None:
    story = complete().when(ask(e.MarkChange(cell=TX1, before="8", after="9")), HANG)
    story.when(open_command(story), LAN).then_rejected("edition.request_open", request=REQUEST)
    story.when(refuse(), DUNG)
    story.when(open_command(story), LAN)
    assert len(story.events) == 1


def test_who_comes_second_reads_the_decision_in_words() -> None:
    story = requested().when(approve(), DUNG).when(approve(), DUNG)
    story.then_rejected("correction.decided")
    assert story.error is not None
    assert "Đồng ý (DUNG, " in story.error.text("vi")
    assert str(story.error.facts["status"]).startswith("APPROVED (DUNG, ")
