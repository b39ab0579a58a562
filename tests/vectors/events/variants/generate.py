"""
The shapes of an event that one sample of its topic does not show: ``<topic>/<what>.json`` holds the bytes of ``data``.

``python -m tests.vectors.events.variants.generate`` adds what is missing and changes nothing that is there.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

from domain.cross_check import events as k
from domain.event import Event
from domain.formats.hoc_ba import Chain, Stage
from domain.regulations.curriculum import Programme
from domain.regulations.policies import OneSubjectReading, Policies
from domain.regulations.records import ExemptionScope
from domain.report import events as e
from domain.report.document import PrimaryResult, SchoolIdentity, YearResult
from domain.school_year import events as y
from domain.school_year.policies import SchoolPolicies
from domain.values import Attainment, Cell, Column, CommentResult, Level, Rating, Score, Term
from tests.kit.level_documents import primary_result, upper_result

FOLDER = Path(__file__).parent
ONE, TWO = UUID("5b8e2a52-0d0a-4a53-9f8e-1f6a1c7b9d10"), UUID("7c9e6679-7425-40de-944b-e07fc1f90ae7")
TX1 = Cell(subject="TOAN", term=Term.ONE, column=Column.TX1)
MUSIC = Cell(subject="NGHE_THUAT", part="AM_NHAC", term=Term.TWO, column=Column.CK)
PAPER = e.Paper(number="12/BC-THCS", dated=date(2026, 5, 18), sha256="ab" * 32, media_type="application/pdf")
AT = datetime(2026, 5, 25, 1, 2, 3, tzinfo=UTC)


def requested(*changes: e.Change) -> Event:
    return e.CorrectionRequested(
        request_id=ONE,
        changes=changes,
        reason_code=e.ReasonCode.TYPING_ERROR,
        reason="Nhập nhầm cột",
        paper=PAPER,
    )


def opened(**policies: object) -> Event:
    school = SchoolIdentity(
        name="Trường THCS Sông Lam", code="48491401", level="THCS", ward="Xã Sông Lam", province="Nghệ An",
        department="Sở Giáo dục và Đào tạo Nghệ An",
    )  # fmt: skip
    calendar = y.Calendar(starts=date(2025, 9, 5), term_2_starts=date(2026, 1, 19), ends=date(2026, 5, 31))
    return y.SchoolYearOpened(
        name="2025-2026",
        school=school,
        place_of_issue="Sông Lam",
        policies=SchoolPolicies.model_validate(policies),
        calendar=calendar,
    )


def policy(name: str, value: bool | int | str | None) -> Event:
    return y.PolicySet(
        policy=name, value=value, clause="Điều 9 khoản 2", document="15/QĐ-THCSSL", since=date(2026, 6, 1)
    )


def taught(subject: str, part: str | None, duty: y.Duty) -> Event:
    place = {"class_id": ONE, "subject": subject, "part": part}
    return y.TeachingAssigned(**place, staff_id=TWO, since=date(2025, 9, 5), duty=duty)


def signed(stage: Stage, subject: str | None, delegation_id: UUID | None = None, **more: object) -> Event:
    return e.ReportSigned(
        stage=stage,
        subject=subject,
        signed_at=AT,
        certificate="ab" * 32,
        signer="cd" * 32,
        delegation_id=delegation_id,
        capacity="Giáo viên bộ môn",
        **more,
    )


def edition(result: YearResult | PrimaryResult) -> Event:
    return e.EditionOpened(
        edition=1,
        lookup_id=TWO,
        chain=Chain.SUBJECT_TEACHERS_FIRST,
        release="1.1",
        result=result,
        head=ONE,
        head_capacity="HIỆU TRƯỞNG",
        created_on=date(2026, 5, 25),
        planned_issue_date=date(2026, 5, 31),
        pupil_version=2,
        school_year_version=90,
        data_sha256="ab" * 32,
        blank=(),
    )


VARIANTS: dict[str, Event] = {
    "score": e.ScoreRecorded(cell=TX1, mark=Score("7.5")),
    "score_of_a_day": e.ScoreRecorded(cell=TX1, mark=Score("7.5"), assessed_on=date(2025, 10, 14)),
    "score_ten": e.ScoreRecorded(cell=TX1, mark=Score(10)),
    "zero_by_rule": e.ScoreRecorded(cell=TX1, mark=Score(0), by_rule="Không dự kiểm tra, đánh giá"),
    "result_of_a_part": e.ScoreRecorded(cell=MUSIC, mark=CommentResult.D),
    "fail_by_rule": e.ScoreRecorded(cell=MUSIC, mark=CommentResult.CD, by_rule="Không dự kiểm tra, đánh giá"),
    "primary_level": e.ScoreRecorded(
        cell=Cell(subject="TIENG_VIET", term=Term.TWO, column=Column.CK), mark=Attainment.HOAN_THANH_TOT
    ),
    "primary_test": e.ScoreRecorded(cell=Cell(subject="TOAN", term=Term.TWO, column=Column.KT_CK), mark=Score(9)),
    "primary_rating": e.ScoreRecorded(
        cell=Cell(subject="PC_NHAN_AI", term=Term.ONE, column=Column.GK), mark=Rating.CAN_CO_GANG
    ),
    "special_topics": e.ScoreRecorded(
        cell=Cell(subject="VAT_LI", term=Term.ONE, column=Column.CHUYEN_DE), mark=Score("8.5")
    ),
    "re_assessment": e.ScoreRecorded(cell=Cell(subject="TOAN", term=Term.TWO, column=Column.DGL), mark=Score("5.5")),
    "programme_of_an_upper_pupil": e.ProgrammeChosen(
        programme=Programme(electives=("VAT_LI", "HOA_HOC", "SINH_HOC", "TIN_HOC"), topics=("TOAN", "VAT_LI")),
        document="Đơn 5/2026, Hiệu trưởng đồng ý",
    ),
    "exempted_from_a_part_for_a_term": e.Exempted(
        subject="NGHE_THUAT", part="AM_NHAC", scope=ExemptionScope.TERM_1, decision="QĐ 12/QĐ-THCS"
    ),
    "individual_plan": e.DecisionRecorded(
        kind=e.DecisionKind.INDIVIDUAL_PLAN, decided=True, document="KHGDCN 3/2025", subjects=("TOAN", "NGOAI_NGU_1")
    ),
    "edition_of_a_primary_report": edition(primary_result()),
    "edition_of_an_upper_report_after_the_summer": edition(
        upper_result(academic_final=Level.DAT, conduct_final=Level.KHA)
    ),
    "change_of_a_score": requested(e.MarkChange(cell=TX1, before=Score("5.8"), after=Score("8.5"))),
    "change_of_a_result": requested(e.MarkChange(cell=MUSIC, before=CommentResult.CD, after=CommentResult.D)),
    "change_of_a_comment": requested(e.CommentChange(subject="TOAN", before="Khá", after="Có tiến bộ")),
    "change_of_conduct": requested(e.ConductChange(term=Term.TWO, before=Level.DAT, after=Level.KHA)),
    "change_of_absences": requested(
        e.AbsencesChange(before=e.Absences(permitted=44, unpermitted=0), after=e.Absences(permitted=3, unpermitted=1))
    ),
    "change_of_a_half_day": requested(
        e.SessionChange(
            day=date(2025, 10, 6),
            half=e.Half.MORNING,
            before=e.Attendance.UNPERMITTED,
            after=e.Attendance.PERMITTED,
        )
    ),
    "absent_without_a_note": e.AbsenceNoted(day=date(2025, 10, 6), half=e.Half.MORNING, permitted=False),
    "change_of_the_homeroom_comment": requested(e.HomeroomCommentChange(before="Ngoan", after="Ngoan,\ncó cố gắng")),
    "change_of_the_place_of_birth": e.CorrectionRequested(
        request_id=ONE,
        changes=(e.IdentityChange(field="birth_place", before="ab" * 32, after="cd" * 32),),
        reason_code=e.ReasonCode.CIVIL_STATUS,
        reason="Cải chính hộ tịch",
        paper=PAPER.model_copy(update={"made": True}),
        attachments=(e.Attachment(name="trich-luc.pdf", sha256="ef" * 32, media_type="application/pdf"),),
    ),
    "compared_with_the_paper_file": e.Reconciled(
        source=e.Source.PAPER,
        results={
            "full_name": e.Comparison.MATCH,
            "ethnicity": e.Comparison.DIFFERS,
            "guardian": e.Comparison.BLANK,
        },
        found={"ethnicity": "ab" * 32},
        evidence=e.Evidence(kind="Giấy khai sinh", number="112/2012", dated=date(2012, 5, 20), seen_by=ONE),
    ),
    "completed_after_the_edition_was_opened": e.EditionRefrozen(
        edition=1,
        request_id=None,
        result=upper_result(),
        pupil_version=3,
        school_year_version=90,
        data_sha256="ab" * 32,
        blank=("residence",),
    ),
    "approved_by_the_supervising_body": e.CorrectionApproved(
        request_id=ONE,
        request_sha256="ab" * 32,
        signature="cd" * 32,
        certificate="ef" * 32,
        delegation_id=None,
        body=e.BodyDecision(name="UBND xã Sông Lam", paper=PAPER),
    ),
    "refused_without_a_signature_as_in_version_1": e.CorrectionRefused(
        request_id=ONE, delegation_id=None, remark="Không có căn cứ"
    ),
    "several_changes": requested(
        e.MarkChange(cell=TX1, before=Score("5.8"), after=Score("8.5")),
        e.CommentChange(subject="TOAN", before="Khá", after="Tốt"),
    ),
    "approved_by_a_deputy": e.CorrectionApproved(
        request_id=ONE,
        request_sha256="ab" * 32,
        signature="cd" * 32,
        certificate="ef" * 32,
        delegation_id=TWO,
        remark="Đã đối chiếu bài kiểm tra",
    ),
    "signed_by_a_subject_teacher": signed(Stage.SUBJECT, "TOAN"),
    "signed_by_the_homeroom_teacher": signed(Stage.HOMEROOM, None),
    "signed_in_place_of_a_teacher_who_left": signed(
        Stage.SUBJECT, "TOAN", None, in_place_of=ONE, reason="Giáo viên đã chuyển trường", late=True
    ),
    "returned_to_a_subject_teacher": e.ReportReturned(
        return_id=ONE, stage=Stage.SUBJECT, subject="TOAN", note="Nhận xét của học sinh khác"
    ),
    "signatures_voided_by_a_correction": e.SignaturesVoided(
        because=e.VoidedBecause.CORRECTION,
        reference=ONE,
        signatures=((Stage.SUBJECT, "TOAN"), (Stage.HOMEROOM, None), (Stage.HEAD, None), (Stage.SEAL, None)),
    ),
    "signed_by_a_delegated_deputy": signed(Stage.HEAD, None, TWO),
    "with_default_policies": opened(),
    "with_a_chain_of_its_own": opened(signing_chains={"THCS": Chain.HOMEROOM_FIRST}),
    "with_policies_of_its_own": opened(
        assessment=Policies(one_subject_reading=OneSubjectReading.BEST_VALUE, absence_limit=44),
        subject_comments_required=False,
        deputies_approve_corrections="Quy chế học bạ số, Điều 7 khoản 2",
    ),
    "several_roles": y.StaffJoined(
        staff_id=ONE, code="DUNG", roles=(y.Role.PRINCIPAL, y.Role.TEACHER), identity={"full_name": "ab" * 32}
    ),
    "certificate_of_the_school": y.CertificateRegistered(staff_id=None, sha256="ab" * 32, software=False),
    "whole_subject": taught("TOAN", None, y.Duty.RESPONSIBLE),
    "stands_in": taught("TOAN", None, y.Duty.SUBSTITUTE),
    "part_of_a_subject": taught("NGHE_THUAT", "MI_THUAT", y.Duty.PART),
    "deadline_of_a_grade": y.DeadlineSet(
        step=y.Step.SEAL, grade=12, until=date(2026, 5, 20), document="48/KH-THPTHLI, mục 5"
    ),
    "deadline_of_all_grades": y.DeadlineSet(
        step=y.Step.SUBMIT, grade=None, until=date(2026, 6, 30), document="48/KH-THPTHLI, mục 5"
    ),
    "extended_for_everybody": y.DeadlineExtended(
        step=y.Step.HOMEROOM, grade=None, class_ids=(), until=date(2026, 6, 25), reason="Mất điện diện rộng"
    ),
    "extended_for_two_classes": y.DeadlineExtended(
        step=y.Step.SUBJECT_TEACHERS, grade=8, class_ids=(ONE, TWO), until=date(2026, 6, 18), reason="Giáo viên ốm"
    ),
    "policy_chosen": policy("late_signing", "BLOCK"),
    "policy_on": policy("subject_comments_required", False),
    "policy_counted": policy("assessment.absence_limit", 45),
    "policy_taken_back": policy("deputies_approve_corrections", None),
    "personal_data_sampled": k.CheckAssigned(
        school_year_id=TWO,
        class_id=ONE,
        about=k.About.IDENTITY,
        subject=None,
        checkers=(ONE, TWO),
        team_id=None,
        scope=k.Sample(seed="8f41c2d09b7ae635", n=10),
        due=None,
        document="48/KH-THPTHLI, mục 5",
    ),
    "found_in_personal_data": k.FindingNoted(
        finding_id=ONE,
        report_id=TWO,
        cell=None,
        field="birth_place",
        kind=k.FindingKind.DIFFERS,
        seen=None,
        seen_identity="5e" * 32,
        recorded=None,
        comment="Giấy khai sinh ghi nơi khác",
    ),
    "blank_comment_found": k.FindingNoted(
        finding_id=ONE,
        report_id=TWO,
        cell=None,
        field=None,
        kind=k.FindingKind.BLANK,
        seen=None,
        seen_identity=None,
        recorded=None,
        comment="Sổ theo dõi có nhận xét",
    ),
    "finding_explained": k.FindingAnswered(
        finding_id=ONE, outcome=k.Outcome.EXPLAINED, request_id=None, explanation="Bài phúc khảo ghi 7,5"
    ),
    "check_closed_in_time": k.CheckClosed(compared=41, findings=0, late=False, remark=None),
    "sealed_late": e.ReportSealed(
        signed_at=AT,
        certificate="ce" * 32,
        signer="51" * 32,
        effective_date=date(2026, 7, 1),
        xml_sha256="e1" * 32,
        late=True,
    ),
}


def path(name: str) -> Path:
    """Where a variant is kept."""
    return FOLDER / VARIANTS[name].TOPIC / f"{name}.json"


def main() -> None:
    """Adds missing vectors."""
    for name, event in VARIANTS.items():
        if not path(name).exists():
            path(name).parent.mkdir(exist_ok=True)
            path(name).write_bytes(event.model_dump_json().encode())


if __name__ == "__main__":
    main()
