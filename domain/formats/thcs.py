"""
The XML of a lower-secondary report (học bạ số THCS): version, Ids, signing plan, code tables.

Our own documented schema in the frame of the Ministry's v1.0 for primary (CV 2088/BGDĐT-GDTH of 2024); see
``docs/formats/hoc-ba-thcs.md``. Signer and offline verifier both read the plan here, so neither can drift.

Every Id carries the report's lookup UUID, or two reports in one list would collide. A signature stands outside of what
it references; the facts of the signer, the time of signing among them, stand in an info element that it references::

    <GVBM Id="gvbm-TOAN-…"><THONG_TIN_KY Id="ttk-gvbm-TOAN-…">…NGAY_KY…</THONG_TIN_KY><Signature Id="ck-…"/></GVBM>
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

VERSION = "HOCBA-THCS-1.0"
SIGNATURE_NAMESPACE = "http://www.w3.org/2000/09/xmldsig#"
SCHEMA_FILE = Path(__file__).parent / "hoc-ba-thcs-1.0.xsd"
FIELDS_FILE = Path(__file__).parent / "hoc-ba-thcs-1.0.json"

ROOT_TAG = "HOC_BA"
DATA_TAG = "DU_LIEU_HOC_BA"
ROW_TAG = "DIEM_TONG_KET"
INFO_TAG = "THONG_TIN_KY"
SIGNERS_TAG = "DANH_SACH_THONG_TIN_KY"
SUBJECT_SIGNERS_TAG = "DANH_SACH_GVBM"


class Stage(StrEnum):
    """Stages of signing, in order: subject teachers (GVBM), homeroom teacher, head, the school's seal."""

    SUBJECT = "SUBJECT"
    HOMEROOM = "HOMEROOM"
    HEAD = "HEAD"
    SEAL = "SEAL"


#: The element of each stage's signer. There is one GVBM per subject, and one of each other.
SIGNER_TAGS = {Stage.SUBJECT: "GVBM", Stage.HOMEROOM: "GVCN", Stage.HEAD: "CBQL", Stage.SEAL: "KY_PHAT_HANH"}

#: Elements that bear an ``Id`` attribute which a signature may reference: ``xmlsec1 --id-attr:Id NAME`` for each.
ID_TAGS = (DATA_TAG, ROW_TAG, *SIGNER_TAGS.values(), INFO_TAG)


def data_id(lookup_id: UUID) -> str:
    """Id of the data region, DU_LIEU_HOC_BA."""
    return f"data-{lookup_id}"


def row_id(lookup_id: UUID, subject: str) -> str:
    """Id of one subject's row, DIEM_TONG_KET."""
    return f"mon-{subject}-{lookup_id}"


def signer_id(lookup_id: UUID, stage: Stage, subject: str | None = None) -> str:
    """
    Id of a signer's element: ``gvbm-TOAN-<uuid>``, ``gvcn-<uuid>``, ``cbql-<uuid>``, ``ky_phat_hanh-<uuid>``.

    Raises ValueError if a subject is missing at SUBJECT or given at another stage.
    """
    if (stage is Stage.SUBJECT) != (subject is not None):
        raise ValueError(f"stage {stage.value} with subject {subject!r}: SUBJECT needs one, the others have none")
    tag = SIGNER_TAGS[stage].lower()
    return f"{tag}-{subject}-{lookup_id}" if subject else f"{tag}-{lookup_id}"


def info_id(lookup_id: UUID, stage: Stage, subject: str | None = None) -> str:
    """Id of THONG_TIN_KY, the signer's facts that his own signature references."""
    return f"ttk-{signer_id(lookup_id, stage, subject)}"


def signature_id(lookup_id: UUID, stage: Stage, subject: str | None = None) -> str:
    """Id of the ``Signature`` element itself."""
    return f"ck-{signer_id(lookup_id, stage, subject)}"


def references(lookup_id: UUID, stage: Stage, subject: str | None, subjects: Iterable[str]) -> tuple[str, ...]:
    """
    The signing plan: Ids that the signature of ``stage`` must cover, in this order (URIs are these with ``#``).

    Args:
        lookup_id: UUID of the edition (mã số tra cứu học bạ).
        stage: whose signature.
        subject: the subject signed, at SUBJECT only.
        subjects: all subjects whose teachers sign this report, in the order of the rows.

    """
    own = info_id(lookup_id, stage, subject)
    if stage is Stage.SUBJECT:
        assert subject is not None
        return (row_id(lookup_id, subject), own)
    earlier = [signer_id(lookup_id, Stage.SUBJECT, each) for each in subjects]
    order = list(Stage)
    earlier += [signer_id(lookup_id, each) for each in order[1 : order.index(stage)]]
    return (data_id(lookup_id), *earlier, own)


@cache
def format_data() -> dict[str, Any]:
    """
    Field map and code tables of the format, from ``hoc-ba-thcs-1.0.json``.

    ``fields``: for each container its tags in order, each ``[tag, source]`` or ``[tag, source, table]``; a source is a
    dotted path into the report document or ``=literal``. ``codes``: tables from a stored code to the written word.
    """
    data: dict[str, Any] = json.loads(FIELDS_FILE.read_text(encoding="utf-8"))
    return data


def code_table(name: str) -> dict[str, str]:
    """A table of ``codes``: subjects, levels, results, sex, demo, promotion, completion, titles."""
    table: dict[str, str] = format_data()["codes"][name]
    return table
