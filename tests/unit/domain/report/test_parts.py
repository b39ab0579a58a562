"""Several teachers of one subject: who confirms, who signs, who only stands in, and who follows in mid-year."""

from __future__ import annotations

from datetime import timedelta

from domain.event import Event
from domain.formats.hoc_ba import Chain, Stage
from domain.report import commands as c
from domain.report import events as e
from domain.report.turns import turns
from domain.school_year.events import Duty
from domain.school_year.state import SchoolYear
from domain.values import Cell, Column, Score, Term
from tests.kit.asking import decided
from tests.kit.people import (
    BINH,
    FIRST_DAY,
    HANG,
    LAN,
    OTHER_REQUEST,
    TAUGHT,
    THU,
    TODAY,
    TX1,
    assigned,
    complete,
    ended,
    opened,
    sign_command,
    signed,
    teacher,
    year,
)  # fmt: skip
from tests.kit.story import moment

DAY = timedelta(days=1)
#: Lan answers for KHTN from the second week on, and Bình teaches its part Hoá học.
SHARED = (
    ended(LAN, "KHTN", FIRST_DAY),
    assigned(LAN, "KHTN", FIRST_DAY + DAY, "VAT_LI", Duty.RESPONSIBLE),
    assigned(BINH, "KHTN", FIRST_DAY + DAY, "HOA_HOC"),
)
CONFIRM = c.ConfirmPart(subject="KHTN", part="HOA_HOC")
CONFIRMED = e.PartConfirmed(subject="KHTN", part="HOA_HOC")
KHTN_MARK = e.MarkChange(
    cell=Cell(subject="KHTN", term=Term.ONE, column=Column.TX1), before=Score("8.0"), after=Score("9.0")
)


def shared(*more: Event, **policies: object) -> SchoolYear:
    return year(*SHARED, *more, **policies)


def test_a_part_is_confirmed_before_the_one_who_answers_signs() -> None:
    story = opened(shared())
    turn = next(turn for turn in turns(story.state, story.year, TODAY) if turn.subject == "KHTN")
    assert (turn.part, turn.staff and turn.staff.code) == ("HOA_HOC", "BINH")
    story.when(sign_command(Stage.SUBJECT, "KHTN"), LAN)
    story.then_rejected("sign.part_awaited", subject="KHTN", part="HOA_HOC", staff="BINH")
    story.when(CONFIRM, BINH).then(CONFIRMED)
    assert story.state.confirmed["KHTN", "HOA_HOC"].actor == str(BINH)
    story.when(sign_command(Stage.SUBJECT, "KHTN"), LAN)
    assert isinstance(story.events[0], e.ReportSigned)


def test_the_homeroom_teacher_is_blocked_with_the_name_of_who_has_not_confirmed() -> None:
    """C2.5: signed by the responsible teacher, then Hoá goes to Bình, who has not confirmed."""
    story = signed(opened(), Stage.SUBJECT)
    story.year = year(assigned(BINH, "KHTN", TODAY, "HOA_HOC"))
    story.when(sign_command(Stage.HOMEROOM), LAN)
    story.then_rejected("sign.part_awaited", subject="KHTN", part="HOA_HOC", staff="BINH")
    assert story.error is not None
    assert "còn chờ BINH xác nhận phần Hoá học của môn Khoa học tự nhiên" in story.error.text("vi")
    (turn,) = turns(story.state, story.year, TODAY)
    assert (turn.part, turn.staff and turn.staff.code) == ("HOA_HOC", "BINH")
    story.when(CONFIRM, BINH).when(sign_command(Stage.HOMEROOM), LAN)
    assert isinstance(story.events[0], e.ReportSigned)


def test_where_no_subject_teacher_signs_the_homeroom_teacher_waits_for_the_parts() -> None:
    story = opened(shared(signing_chains={"THCS": Chain.HOMEROOM_FIRST}))
    story.when(sign_command(Stage.HOMEROOM), LAN).then_rejected("sign.part_awaited", part="HOA_HOC", staff="BINH")
    story.when(CONFIRM, BINH).when(sign_command(Stage.HOMEROOM), LAN)
    assert isinstance(story.events[0], e.ReportSigned)


def test_only_the_teacher_of_the_part_confirms_it_and_once() -> None:
    story = opened(shared())
    story.when(CONFIRM, HANG).then_rejected("right.missing", what="KHTN/HOA_HOC")
    story.when(CONFIRM, LAN).then_rejected("right.ended", what="KHTN/HOA_HOC")
    story.when(CONFIRM.model_copy(update={"part": "VAT_LI"}), LAN).then_rejected("part.not_yours", part="VAT_LI")
    story.when(CONFIRM, BINH).when(CONFIRM, BINH).then_rejected("part.already", part="HOA_HOC")


def test_a_part_is_confirmed_while_the_edition_is_open() -> None:
    complete(shared()).when(CONFIRM, BINH).then_rejected("edition.none")
    story = opened(shared()).when(CONFIRM, BINH)
    for code in TAUGHT:
        story.when(sign_command(Stage.SUBJECT, code), teacher(code))
    signed(story, Stage.HOMEROOM, Stage.HEAD, Stage.SEAL).when(c.IssueReport(page_sha256="9a" * 32), THU)
    story.when(CONFIRM, BINH).then_rejected("issue.already")


def test_a_correction_of_a_shared_subject_takes_its_confirmations_away_and_no_others() -> None:
    story = opened(shared()).when(CONFIRM, BINH)
    decided(story, e.MarkChange(cell=TX1, before=Score("8.0"), after=Score("9.0")))
    assert set(story.state.confirmed) == {("KHTN", "HOA_HOC")}
    decided(story, KHTN_MARK, actor=BINH, request_id=OTHER_REQUEST)
    assert story.state.confirmed == {}
    story.when(sign_command(Stage.SUBJECT, "KHTN"), LAN).then_rejected("sign.part_awaited")


def test_a_correction_of_one_part_leaves_the_confirmation_of_the_other() -> None:
    arts = (
        ended(LAN, "NGHE_THUAT", FIRST_DAY),
        assigned(LAN, "NGHE_THUAT", FIRST_DAY + DAY, None, Duty.SUBSTITUTE),
        assigned(HANG, "NGHE_THUAT", FIRST_DAY + DAY, "AM_NHAC"),
        assigned(BINH, "NGHE_THUAT", FIRST_DAY + DAY, "MI_THUAT"),
    )
    story = opened(year(*arts)).when(c.ConfirmPart(subject="NGHE_THUAT", part="MI_THUAT"), BINH)
    music, painting = (Cell(subject="NGHE_THUAT", part=part, term=Term.ONE, column=Column.TX1)
                       for part in ("AM_NHAC", "MI_THUAT"))  # fmt: skip
    decided(story, e.MarkChange(cell=music, before="D", after="CD"), actor=HANG)
    assert set(story.state.confirmed) == {("NGHE_THUAT", "MI_THUAT")}
    decided(story, e.MarkChange(cell=painting, before="D", after="CD"), actor=BINH, request_id=OTHER_REQUEST)
    assert story.state.confirmed == {}


def test_who_stands_in_records_and_does_not_sign() -> None:
    school_year = year(assigned(BINH, "TOAN", FIRST_DAY + DAY, None, Duty.SUBSTITUTE))
    story = complete(school_year, without=[TX1])
    story.when(c.RecordSubject(subject="TOAN", marks={TX1: Score("7.0")}), BINH)
    story.then(e.ScoreRecorded(cell=TX1, mark=Score("7.0")))
    story = opened(school_year)
    story.when(sign_command(Stage.SUBJECT, "TOAN", BINH), BINH)
    story.then_rejected("sign.other_teacher", staff="BINH", teacher="HANG")


def test_who_stands_in_for_nobody_does_not_sign_either() -> None:
    left = (ended(HANG, "TOAN", TODAY - DAY), assigned(BINH, "TOAN", FIRST_DAY + DAY, None, Duty.SUBSTITUTE))
    story = opened(year(*left))
    story.when(sign_command(Stage.SUBJECT, "TOAN", BINH), BINH).then_rejected("sign.substitute", staff="BINH")


def test_maternity_leave_and_a_successor() -> None:
    """C1.6: Hằng leaves on 16/3; Bình records, sees whose marks stand there, and signs alone."""
    school_year = year(ended(HANG, "TOAN", moment("2026-03-15 08:00").date()),
                       assigned(BINH, "TOAN", moment("2026-03-16 08:00").date()))  # fmt: skip
    late_mark = Cell(subject="TOAN", term=Term.TWO, column=Column.CK)
    story = complete(school_year, without=[late_mark])
    record = c.RecordSubject(subject="TOAN", marks={late_mark: Score("8.0")})
    story.when(record, HANG, moment("2026-03-20 08:00"))
    story.then_rejected("right.ended", staff="HANG", last_day="15/03/2026")
    story.when(record, BINH).then(e.ScoreRecorded(cell=late_mark, mark=Score("8.0")))
    assert (story.state.marks[TX1].actor, story.state.marks[late_mark].actor) == (str(HANG), str(BINH))
    again = c.RecordSubject(subject="TOAN", marks={TX1: Score("9.0")})
    story.when(again, BINH).then_rejected("faults", "score.recorded")
    signing = opened(school_year)
    signing.when(sign_command(Stage.SUBJECT, "TOAN", HANG), HANG).then_rejected("right.ended", last_day="15/03/2026")
    signing.when(sign_command(Stage.SUBJECT, "TOAN", BINH), BINH)
    assert isinstance(signing.events[0], e.ReportSigned)
