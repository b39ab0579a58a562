"""The signing plan: who signs what, and that Ids can never meet."""

import itertools
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.formats import hoc_ba
from domain.formats.hoc_ba import Stage
from tests.kit.documents import LOOKUP_ID

SUBJECTS = ("NGU_VAN", "TOAN")


def test_a_subject_teacher_signs_only_his_own_row_and_his_own_facts() -> None:
    assert hoc_ba.references(LOOKUP_ID, Stage.SUBJECT, "TOAN", SUBJECTS) == (
        f"mon-TOAN-{LOOKUP_ID}",
        f"ttk-gvbm-TOAN-{LOOKUP_ID}",
    )


@pytest.mark.parametrize(
    ("stage", "earlier"),
    [
        (Stage.HOMEROOM, ["gvbm-NGU_VAN", "gvbm-TOAN"]),
        (Stage.HEAD, ["gvbm-NGU_VAN", "gvbm-TOAN", "gvcn"]),
        (Stage.SEAL, ["gvbm-NGU_VAN", "gvbm-TOAN", "gvcn", "cbql"]),
    ],
)
def test_a_later_stage_signs_the_data_and_all_earlier_signers(stage: Stage, earlier: list[str]) -> None:
    own = f"ttk-{hoc_ba.SIGNER_TAGS[stage].lower()}"
    expected = tuple(f"{name}-{LOOKUP_ID}" for name in ["data", *earlier, own])
    assert hoc_ba.references(LOOKUP_ID, stage, None, SUBJECTS) == expected


def test_nobody_references_his_own_element_or_signature() -> None:
    for stage in Stage:
        subject = "TOAN" if stage is Stage.SUBJECT else None
        covered = hoc_ba.references(LOOKUP_ID, stage, subject, SUBJECTS)
        assert hoc_ba.signer_id(LOOKUP_ID, stage, subject) not in covered
        assert hoc_ba.signature_id(LOOKUP_ID, stage, subject) not in covered


def test_a_stage_without_its_subject_is_refused() -> None:
    with pytest.raises(ValueError, match="SUBJECT"):
        hoc_ba.signer_id(LOOKUP_ID, Stage.SUBJECT)
    with pytest.raises(ValueError, match="HEAD"):
        hoc_ba.signer_id(LOOKUP_ID, Stage.HEAD, "TOAN")


@given(st.lists(st.uuids(version=4), min_size=2, max_size=3, unique=True))
def test_no_two_parts_of_a_list_of_reports_share_an_id(lookup_ids: list[UUID]) -> None:
    ids: list[str] = []
    for lookup_id, stage in itertools.product(lookup_ids, Stage):
        for subject in hoc_ba.UPPER.code_table("subjects") if stage is Stage.SUBJECT else [None]:
            ids += [make(lookup_id, stage, subject) for make in (hoc_ba.signer_id, hoc_ba.info_id, hoc_ba.signature_id)]
            ids.append(hoc_ba.row_id(lookup_id, subject) if subject else hoc_ba.data_id(lookup_id) + stage)
    assert len(ids) == len(set(ids))
