"""
The XML of a school report (học bạ số) at each school level: versions, Ids, signing plan, code tables.

Three formats in one frame, the Ministry's v1.0 for primary (CV 2088/BGDĐT-GDTH of 2024); what differs between them is
data, in ``FORMATS`` and in the files that it names. See ``docs/formats/hoc-ba.md``. Signer and offline verifier both
read the plan here, so neither can drift.

Every Id carries the report's lookup UUID, or two reports in one list would collide. A signature stands outside of what
it references; the facts of the signer, the time of signing among them, stand in an info element that it references::

    <GVBM Id="gvbm-TOAN-…"><THONG_TIN_KY Id="ttk-gvbm-TOAN-…">…NGAY_KY…</THONG_TIN_KY><Signature Id="ck-…"/></GVBM>
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

SIGNATURE_NAMESPACE = "http://www.w3.org/2000/09/xmldsig#"
_FOLDER = Path(__file__).parent

ROOT_TAG = "HOC_BA"
DATA_TAG = "DU_LIEU_HOC_BA"
VERSION_PATH = "DU_LIEU_HOC_BA/THONG_TIN_CHUNG/PHIEN_BAN"
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


class Chain(StrEnum):
    """
    In which order a report is signed (thứ tự ký): a policy of school, level and year.

    Subject teachers, homeroom teacher, head, seal (plan 003); or homeroom teacher, head, seal (plans 001, 004).
    """

    SUBJECT_TEACHERS_FIRST = "SUBJECT_TEACHERS_FIRST"
    HOMEROOM_FIRST = "HOMEROOM_FIRST"

    def signed(self, subjects: Iterable[str]) -> tuple[str, ...]:
        """Those of a report's subjects whose teachers sign: all, or none."""
        return tuple(subjects) if self is Chain.SUBJECT_TEACHERS_FIRST else ()


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


def references(
    lookup_id: UUID,
    stage: Stage,
    subject: str | None,
    subjects: Iterable[str],
    stages: Collection[Stage] = tuple(Stage),
) -> tuple[str, ...]:
    """
    The signing plan: Ids that the signature of ``stage`` must cover, in this order (URIs are these with ``#``).

    Args:
        lookup_id: UUID of the edition (mã số tra cứu học bạ).
        stage: whose signature.
        subject: the subject signed, at SUBJECT only.
        subjects: all subjects whose teachers sign this report, in the order of the rows.
        stages: those that there are; a digitised paper report has fewer (``paper``).

    """
    own = info_id(lookup_id, stage, subject)
    if stage is Stage.SUBJECT:
        assert subject is not None
        return (row_id(lookup_id, subject), own)
    earlier = [signer_id(lookup_id, Stage.SUBJECT, each) for each in subjects]
    order = list(Stage)
    earlier += [signer_id(lookup_id, each) for each in order[1 : order.index(stage)] if each in stages]
    return (data_id(lookup_id), *earlier, own)


@dataclass(frozen=True, slots=True)
class Format:
    """
    A release of the format of one school level (cấp học).

    ``level`` is its code (MA_CAP_HOC), ``name`` the level in words, as in ``Học bạ …``. ``chain`` is the level's own
    where a school has set no other: in primary schools the homeroom teacher signs first (plans 001, 004; CV 2088
    §II.1).
    """

    level: str
    name: str
    grades: range
    chain: Chain
    release: str

    @property
    def version(self) -> str:
        """What a document says in PHIEN_BAN: ``HOCBA-TIEU-HOC-1.0``."""
        return f"HOCBA-{self.level.replace('_', '-')}-{self.release}"

    @property
    def file(self) -> str:
        """The stem of its XSD and its field map beside this module: ``hoc-ba-tieu-hoc-1.0``."""
        return f"hoc-ba-{self.level.replace('_', '-').lower()}-{self.release}"

    @property
    def schema_file(self) -> Path:
        """The XSD."""
        return _FOLDER / f"{self.file}.xsd"

    def declaration(self, stage: Stage) -> str | None:
        """What a person takes on himself who signs at this stage (lời cam đoan): nothing in 1.0, nothing at SEAL."""
        declarations: dict[str, str] = _data(self.file)["codes"].get("declarations", {})
        return declarations.get(stage.value)

    @property
    def fields(self) -> dict[str, Any]:
        """
        For each container its tags in order, each ``[tag, source]`` or ``[tag, source, table]``.

        A source is a dotted path into the report document (in a row: into the subject's result) or ``=literal``.
        The rows (``DIEM_TONG_KET``) have such a list for each kind of subject.
        """
        fields: dict[str, Any] = _data(self.file)["fields"]
        return fields

    def blank(self, given: Collection[str]) -> tuple[str, ...]:
        """
        The fields of a pupil's identity without which no report may be signed, and that are not among these.

        Of father, mother and guardian one is enough; without any the first is named. Beyond the XSD, which bears a
        pupil whose personal number is not issued yet: plan 003 has nothing of this left blank.
        """
        data = _data(self.file)
        lacking = [name for name in data["required"] if name not in given]
        family = data["required_one_of"]
        return (*lacking, *([] if any(name in given for name in family) else family[:1]))

    def code_table(self, name: str) -> dict[str, str]:
        """A table from stored codes to written words: subjects, levels, results, sex, demo, promotion, titles, …"""
        table: dict[str, str] = _data(self.file)["codes"][name]
        return table


#: The release in which new reports are written; the one before it is read and verified for ever.
RELEASE, OLDER = "1.1", "1.0"


def _formats(release: str) -> tuple[Format, Format, Format]:
    teachers, homeroom = Chain.SUBJECT_TEACHERS_FIRST, Chain.HOMEROOM_FIRST
    return (
        Format("TIEU_HOC", "tiểu học", range(1, 6), homeroom, release),
        Format("THCS", "trung học cơ sở", range(6, 10), teachers, release),
        Format("THPT", "trung học phổ thông", range(10, 13), teachers, release),
    )


PRIMARY, LOWER, UPPER = _formats(RELEASE)
FORMATS = (*_formats(OLDER), PRIMARY, LOWER, UPPER)
#: The order of signing by level (MA_CAP_HOC) where a school has set no other.
OWN_CHAINS = {each.level: each.chain for each in FORMATS}
VERSIONS = ", ".join(each.version for each in FORMATS)


def of_grade(grade: int, release: str = RELEASE) -> Format:
    """The format of a grade, 1 to 12, in a release. Raises ValueError for any other."""
    for each in FORMATS:
        if grade in each.grades and each.release == release:
            return each
    raise ValueError(f"no school level has a grade {grade} in release {release}")


def of_version(version: str | None) -> Format | None:
    """The format of a document that says so in PHIEN_BAN; None for one that is not known here."""
    return next((each for each in FORMATS if each.version == version), None)


@cache
def _data(file: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads((_FOLDER / f"{file}.json").read_text(encoding="utf-8"))
    return data
