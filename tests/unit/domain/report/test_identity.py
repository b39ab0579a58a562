"""The pupil's identity before it is signed: compared with other sources, decided on, completed (people.md B4, C2.2)."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from domain.context import Context
from domain.formats import hoc_ba
from domain.formats.hoc_ba import FORMATS, Format, Stage
from domain.pupil.events import IdentityCompleted
from domain.report import commands as c
from domain.report import events as e
from domain.report.document import PupilIdentity
from domain.report.editions import freeze
from domain.report.identity import identity_completed, lacking, undecided
from domain.report.signing import in_the_way
from domain.school_year.events import DelegationKind
from tests.kit.asking import approved, refuse
from tests.kit.people import (
    BINH,
    CLAUSE,
    DUNG,
    HANG,
    KHOA,
    LAN,
    PAPER,
    REQUEST,
    TAUGHT,
    THU,
    TODAY,
    VAN,
    complete,
    frozen,
    granted,
    issued,
    opened,
    report,
    sign_command,
    signed,
    teacher,
    year,
)  # fmt: skip
from tests.kit.story import MORNING, ReportStory

OURS = {"full_name": "a1" * 32, "ethnicity": "e1" * 32, "personal_number": "f1" * 32}
BIRTH_CERTIFICATE = e.Evidence(kind="Giấy khai sinh", number="112/2012", dated=TODAY)
FIELDS = list(PupilIdentity.model_fields)
SPACE = {"xs": "http://www.w3.org/2001/XMLSchema"}


def seen(found: Mapping[str, str] | None = None, source: e.Source = e.Source.SECTOR, **results: str) -> c.Reconcile:
    """What a source shows, compared with ``OURS``."""
    read = {name: e.Comparison(result) for name, result in results.items()}
    return c.Reconcile(source=source, results=read, found=found or {}, evidence=BIRTH_CERTIFICATE, identity=OURS)


ANOTHER = seen({"ethnicity": "e2" * 32}, ethnicity="DIFFERS", full_name="MATCH")


def correction(request_id: UUID = REQUEST) -> e.CorrectionRequested:
    change = e.IdentityChange(field="ethnicity", before="e1" * 32, after="e2" * 32)
    return e.CorrectionRequested(
        request_id=request_id, changes=(change,), reason_code=e.ReasonCode.CIVIL_STATUS, reason="Trích lục", paper=PAPER
    )


def test_homeroom_teacher_and_clerk_record_what_a_source_shows() -> None:
    for who in (LAN, THU):
        report().when(ANOTHER, who).then(
            e.Reconciled(
                source=e.Source.SECTOR,
                results={"ethnicity": e.Comparison.DIFFERS, "full_name": e.Comparison.MATCH},
                found={"ethnicity": "e2" * 32},
                evidence=BIRTH_CERTIFICATE,
            )
        )
    report().when(ANOTHER, HANG).then_rejected("right.missing")


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (seen(shoe_size="MATCH"), "correction.field_unknown"),
        (seen(birth_place="MATCH"), "data.nothing_to_compare"),
        (seen(ethnicity="DIFFERS"), "data.found"),
        (seen({"ethnicity": "e2" * 32}, ethnicity="MATCH"), "data.found"),
        (seen({"birth_place": "e2" * 32}, ethnicity="MATCH"), "data.found"),
    ],
)
def test_what_cannot_be_compared_is_refused(asked: c.Reconcile, code: str) -> None:
    report().when(asked, LAN).then_rejected(code)


def test_a_source_may_be_blank_where_our_record_is_too() -> None:
    report().when(seen(guardian="BLANK"), LAN).then_it_is(version=2)


def test_a_difference_keeps_everybody_behind_the_subject_teachers_from_signing_until_it_is_decided() -> None:
    story = opened().when(ANOTHER, LAN)
    signed(story, Stage.SUBJECT)
    story.when(sign_command(Stage.HOMEROOM), LAN).then_rejected("sign.incomplete")
    assert story.error
    assert "dân tộc (lệch với CSDL ngành" in story.error.text("vi")
    keep = c.KeepDifference(source=e.Source.SECTOR, field="ethnicity", reason="Giấy khai sinh đúng", document="QĐ 4")
    story.when(keep, LAN).then_rejected("correction.principal_only")
    story.when(keep, DUNG).then(e.DifferenceKept(**dict(keep)))
    story.when(keep, DUNG).then_rejected("data.no_difference")
    signed(story, Stage.HOMEROOM, Stage.HEAD)
    # What somebody notes behind the homeroom teacher's signature stands in the way of the seal.
    story.when(seen({"full_name": "a2" * 32}, e.Source.PAPER, full_name="DIFFERS"), THU)
    assert [one.code for one in in_the_way(story.state, (Stage.SEAL, None), story.year, context(THU))] == [
        "sign.incomplete"
    ]


def context(actor: UUID) -> Context:
    return Context(str(actor), MORNING)


@pytest.mark.parametrize("agreed", [True, False])
def test_the_principals_answer_to_the_request_decides_it_and_a_withdrawal_does_not(agreed: bool) -> None:
    story = report().when(ANOTHER, LAN).given(correction(), actor=LAN)
    assert undecided(story.state) == ((e.Source.SECTOR, "ethnicity"),)
    if agreed:
        story.given(approved(), actor=DUNG)
    else:
        story.when(refuse(), DUNG)
    assert undecided(story.state) == ()
    story = report().when(ANOTHER, LAN).given(correction(), actor=LAN)
    story.when(c.WithdrawCorrection(request_id=REQUEST), LAN)
    assert undecided(story.state) == ((e.Source.SECTOR, "ethnicity"),)


def test_a_deputy_keeps_a_difference_only_where_he_may_approve_corrections() -> None:
    keep = c.KeepDifference(source=e.Source.SECTOR, field="ethnicity", reason="Đúng", document="QĐ 4")
    for kind, code in ((DelegationKind.SIGN_REPORTS, "delegation.missing"), (DelegationKind.APPROVE_CORRECTIONS, None)):
        story = report(year(granted(VAN, kind), deputies_approve_corrections=CLAUSE)).when(ANOTHER, LAN).when(keep, VAN)
        assert (story.error.code if story.error else None) == code
    delegated = year(granted(VAN, DelegationKind.APPROVE_CORRECTIONS))
    report(delegated).when(ANOTHER, LAN).when(keep, VAN).then_rejected("correction.principal_only")
    report().when(ANOTHER, LAN).when(keep, KHOA).then_rejected("correction.principal_only")


def test_looking_again_replaces_what_was_seen() -> None:
    story = report().when(ANOTHER, LAN).when(seen(ethnicity="MATCH"), LAN)
    assert undecided(story.state) == ()
    assert story.when(ANOTHER, LAN).state.compared[e.Source.SECTOR, "ethnicity"].decided is None


@given(st.lists(st.tuples(st.sampled_from(e.Source), st.sampled_from(FIELDS), st.sampled_from(e.Comparison))))
def test_what_is_undecided_is_what_differed_last(looks: list[tuple[e.Source, str, e.Comparison]]) -> None:
    story, last = report(), {}
    identity = dict.fromkeys(FIELDS, "ab" * 32)
    for source, name, result in looks:
        found = {name: "cd" * 32} if result is e.Comparison.DIFFERS else {}
        asked = c.Reconcile(
            source=source, results={name: result}, found=found, evidence=BIRTH_CERTIFICATE, identity=identity
        )
        story.when(asked, LAN)
        assert story.error is None
        last[source, name] = result
    assert set(undecided(story.state)) == {place for place, one in last.items() if one is e.Comparison.DIFFERS}


def blank_edition() -> ReportStory:
    """An edition is open although the place of birth is blank."""
    story = complete()
    command = c.OpenEdition(
        lookup_id=UUID(int=106),
        head=DUNG,
        planned_issue_date=TODAY,
        created_on=TODAY,
        frozen=frozen(story).model_copy(update={"blank": ("birth_place",)}),
    )
    return story.when(command, LAN)


def completion(story: ReportStory, **more: object) -> c.CompleteIdentity:
    fields = {
        "completed": {"birth_place": "b1" * 32},
        "document": "Giấy khai sinh 112/2012",
        "identity": OURS,
        "refrozen": frozen(story, digest="db" * 32) if story.state.edition else None,
    }
    return c.CompleteIdentity(**{**fields, **more})


def test_a_blank_field_keeps_the_homeroom_teacher_from_signing_and_no_subject_teacher() -> None:
    story = signed(blank_edition(), Stage.SUBJECT)
    story.when(sign_command(Stage.HOMEROOM), LAN).then_rejected("sign.incomplete")
    assert story.error
    assert "nơi sinh (để trống)" in story.error.text("vi")
    assert "place of birth (blank)" in story.error.text("en")
    story.when(completion(story), LAN)
    (refrozen,) = story.events
    assert isinstance(refrozen, e.EditionRefrozen)
    assert (refrozen.request_id, refrozen.blank, refrozen.data_sha256) == (None, (), "db" * 32)
    assert set(story.state.signatures) == {(Stage.SUBJECT, code) for code in TAUGHT}, "their rows are what they were"
    signed(story, Stage.HOMEROOM)


def test_a_completion_names_only_blank_fields_and_comes_before_the_homeroom_signature() -> None:
    story = blank_edition()
    story.when(completion(story), HANG).then_rejected("right.missing")
    story.when(completion(story, completed={"ethnicity": "e2" * 32}), LAN).then_rejected("data.not_blank")
    story.when(completion(story, completed={"shoe": "e2" * 32}), LAN).then_rejected("correction.field_unknown")
    story.when(completion(story, refrozen=None), LAN).then_rejected("data.refreeze")
    wrong = frozen(story).model_copy(
        update={"result": freeze(story.state, story.year).model_copy(update={"title": None})}
    )
    story.when(completion(story, refrozen=wrong), LAN).then_rejected("edition.stale")
    done = signed(opened(), Stage.SUBJECT, Stage.HOMEROOM)
    done.when(completion(done, completed={"guardian": "90" * 32}), THU).then_rejected("data.signed")


def test_before_an_edition_and_after_the_issue_only_the_pupil_is_told() -> None:
    asked = completion(report())
    for story in (report(), issued()):
        story.when(asked, THU).then_nothing_happened()
    assert identity_completed(asked) == IdentityCompleted(identity={"birth_place": "b1" * 32}, document=asked.document)


def test_the_slip_that_came_back_last_stands() -> None:
    story = report()
    for version in (2, 3):
        asked = c.ReturnSlip(dated=TODAY, sha256="5a" * 32, media_type="image/png", pupil_version=version)
        story.when(asked, LAN).then(e.SlipReturned(**dict(asked)))
    assert story.state.slip
    assert story.state.slip.value.pupil_version == 3
    story.when(asked, BINH).then_rejected("right.missing")


def test_everything_in_the_way_is_named_and_the_first_is_what_signing_is_refused_for() -> None:
    story = blank_edition().when(ANOTHER, LAN)
    codes = [one.code for one in in_the_way(story.state, (Stage.HOMEROOM, None), story.year, context(BINH))]
    assert codes == ["right.missing", "sign.not_your_turn", "sign.incomplete"]
    story.when(sign_command(Stage.HOMEROOM, owner=BINH), BINH).then_rejected("right.missing")
    before = [one.code for one in in_the_way(complete().state, (Stage.HEAD, None), story.year, context(DUNG))]
    assert before == ["edition.none"]
    assert lacking(story.state, Stage.SUBJECT).said("vi") == ""
    assert not list(in_the_way(story.state, (Stage.SUBJECT, "TOAN"), story.year, context(teacher("TOAN"))))


@pytest.mark.parametrize("written", FORMATS, ids=lambda written: written.version)
def test_what_the_schema_requires_of_a_pupil_may_not_be_blank(written: Format) -> None:
    """An independent reading of the XSD: each element that must be there and comes from the identity is required."""
    paths = {tag: source.removeprefix("pupil.") for tag, source, *_ in written.fields["THONG_TIN_CHUNG"]}
    required = set()
    for file in (f"{written.file}.xsd", f"hoc-ba-chung-{written.release}.xsd"):
        for element in etree.parse(str(written.schema_file.with_name(file))).iterfind(".//xs:element", SPACE):
            name = paths.get(element.get("name", ""))
            if name in FIELDS and element.get("minOccurs") != "0":
                required.add(name)
    assert required
    assert required <= set(written.blank(()))
    assert written.blank(FIELDS) == ()
    assert set(written.blank(())) <= set(FIELDS)


def test_one_of_the_family_is_enough() -> None:
    everything = [name for name in FIELDS if name not in ("father", "mother", "guardian")]
    assert hoc_ba.LOWER.blank(everything) == ("father",)
    assert hoc_ba.LOWER.blank([*everything, "guardian"]) == ()
