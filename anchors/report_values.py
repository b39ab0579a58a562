"""
What the XML of a report says, for a reader who trusts nothing of it: the values that ``hocba verify`` prints.

A value is read only from a document whose every part stands where the schema puts it, once: no DOCTYPE, no comment or
processing instruction (canonicalisation drops comments, so they could split a signed text), no Id twice, and every
Id made of the report's own lookup UUID. Whether the signatures hold is not judged here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from uuid import UUID

from lxml import etree

from anchors.errors import MESSAGES, Malformed, excerpt
from domain.formats import thcs
from domain.formats.thcs import Stage

#: A signed report is about 60 kB; the Ministry's gateway takes 10 MB a transaction (CV 2088 §II.2).
XML_BYTES_MAX = 2 * 1024 * 1024

MESSAGES.update(
    {
        "report.length": (
            "Tệp học bạ dài {found} byte, tối đa {expected} byte. Hãy kiểm tra lại tệp.",
            "The report is {found} bytes long, at most {expected}. Check the file.",
        ),
        "report.not_xml": (
            "Tệp học bạ không phải XML đọc được (dòng {line}): {reason}. Hãy lấy lại tệp gốc.",
            "The report is not readable XML (line {line}): {reason}. Take the original file again.",
        ),
        "report.foreign_part": (
            "Tệp học bạ có {found} ở dòng {line}. Học bạ số không có phần này; không đọc tiếp.",
            "The report holds a {found} at line {line}. A school report has none; not read any further.",
        ),
        "report.structure": (
            "Tệp học bạ không đúng lược đồ {expected}: dòng {line}, {element}: {reason}",
            "The report does not follow the schema {expected}: line {line}, {element}: {reason}",
        ),
        "report.subject": (
            "Môn học {subject} ở dòng {line} có tên {found}, cần {expected}.",
            "The subject {subject} at line {line} has the name {found}, expected {expected}.",
        ),
        "report.id": (
            "Thành phần {element} ở dòng {line} có Id {found}, cần {expected}.",
            "The element {element} at line {line} has the Id {found}, expected {expected}.",
        ),
    }
)


@dataclass(frozen=True)
class SubjectValues:
    """One row: averages as "8.4", or results in words ("Đạt", "Chưa đạt")."""

    subject: str
    name: str
    term_1: str
    term_2: str
    year: str
    comment: str | None


@dataclass(frozen=True)
class SignerValues:
    """What a signer's element claims of him; ``subject`` at SUBJECT only, ``signed_at`` at +07:00."""

    stage: Stage
    subject: str | None
    name: str
    personal_number: str | None
    capacity: str | None
    signed_at: datetime


@dataclass(frozen=True)
class ReportValues:
    """
    The values of a report as written, words in Vietnamese; absences in sessions (buổi).

    ``academic`` and ``conduct``: levels of term 1, term 2, year. ``corrections``: one entry per corrected place.
    """

    lookup_id: UUID
    version: str
    edition: int
    demo: bool
    rule_set: str
    school_year: str
    school: str
    school_code: str
    ward: str
    province: str
    grade: int
    class_name: str
    pupil_name: str
    pupil_code: str
    birth_date: date
    subjects: tuple[SubjectValues, ...]
    academic: tuple[str, str, str]
    conduct: tuple[str, str, str]
    absences_permitted: int
    absences_unpermitted: int
    promotion: str
    completion: str | None
    title: str | None
    homeroom_comment: str
    corrections: tuple[str, ...]
    planned_issue_date: date
    signers: tuple[SignerValues, ...]

    @property
    def effective_date(self) -> date | None:
        """Ngày có hiệu lực: the later of the planned day and the day of the school's seal; None without a seal."""
        seals = [signer.signed_at.date() for signer in self.signers if signer.stage is Stage.SEAL]
        return max(self.planned_issue_date, *seals) if seals else None

    @property
    def signed_subjects(self) -> tuple[str, ...]:
        """Subjects whose teachers signed, in order: what ``thcs.references`` asks for."""
        return tuple(signer.subject for signer in self.signers if signer.subject is not None)


def values(xml: bytes) -> ReportValues:
    """
    Read a report.

    Raises:
        Malformed: ``report.length``, ``report.not_xml``, ``report.foreign_part``, ``report.structure``, ``report.id``,
            ``report.subject``.

    """
    root = _checked(xml)
    data = root[0]
    common, summary = data[0], data[2]
    lookup_id = UUID(_text(common, "MA_TRA_CUU_UUID"))
    _check_ids(root, lookup_id)
    _check_subjects(summary[0])
    try:
        return _read(root, lookup_id)
    except ValueError as error:  # The schema's 24:00:00 and year 0000 are no moments of ours.
        raise Malformed(
            "report.structure", expected=thcs.VERSION, line=root.sourceline, element=thcs.ROOT_TAG, reason=str(error)
        ) from error


def _read(root: etree._Element, lookup_id: UUID) -> ReportValues:
    data = root[0]
    common, summary = data[0], data[2]
    return ReportValues(
        lookup_id=lookup_id,
        version=_text(common, "PHIEN_BAN"),
        edition=int(_text(common, "LAN_PHAT_HANH")),
        demo=common.find("BAN_TRINH_DIEN") is not None,
        rule_set=_text(common, "BO_QUY_TAC"),
        school_year=_text(common, "TEN_NAM_HOC"),
        school=_text(common, "TEN_TRUONG"),
        school_code=_text(common, "MA_TRUONG"),
        ward=_text(common, "TEN_XA_PHUONG"),
        province=_text(common, "TEN_TINH_THANH_PHO"),
        grade=int(_text(common, "MA_KHOI")),
        class_name=_text(common, "TEN_LOP"),
        pupil_name=_text(common, "HO_VA_TEN"),
        pupil_code=_text(common, "MA_HOC_SINH"),
        birth_date=date.fromisoformat(_text(common, "NGAY_SINH")),
        subjects=tuple(_subject(row) for row in summary[0]),
        academic=_three(summary, "KET_QUA_HOC_TAP"),
        conduct=_three(summary, "KET_QUA_REN_LUYEN"),
        absences_permitted=int(_text(common, "TONG_SO_BUOI_NGHI_CO_PHEP")),
        absences_unpermitted=int(_text(common, "TONG_SO_BUOI_NGHI_KHONG_PHEP")),
        promotion=_text(summary, "DUOC_LEN_LOP"),
        completion=summary.findtext("DA_HOAN_THANH_CHUONG_TRINH_THCS"),
        title=summary.findtext("NOI_DUNG_KHEN_THUONG"),
        homeroom_comment=_text(summary, "NHAN_XET_GVCN"),
        corrections=tuple(place.text or "" for place in summary.findall("NOI_DUNG_DIEU_CHINH")),
        planned_issue_date=date.fromisoformat(_text(common, "NGAY_KY_PHAT_HANH_HOC_BA")),
        signers=tuple(_signer(stage, element) for stage, element in _signer_elements(root)),
    )


def _checked(xml: bytes) -> etree._Element:
    """The root of a document that follows the schema and holds nothing which a reader and a signature see apart."""
    if len(xml) > XML_BYTES_MAX:
        raise Malformed("report.length", found=len(xml), expected=XML_BYTES_MAX)
    # Nothing outside of these bytes is read: no DTD, no entity, no network, and libxml2's own limits on size hold.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as error:
        raise Malformed("report.not_xml", line=error.lineno, reason=error.msg) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise Malformed("report.foreign_part", found="DOCTYPE", line=1)
    outside = (*root.itersiblings(preceding=True), *root.itersiblings())
    for node in (*outside, *root.iter(etree.Comment, etree.PI, etree.Entity)):
        raise Malformed("report.foreign_part", found=type(node).__name__.strip("_"), line=node.sourceline)
    schema = _schema()
    if not schema.validate(root):
        fault = next(iter(schema.error_log))  # type: ignore[call-overload]  # lxml-stubs leave the log empty
        element = fault.path or fault.message.split("'")[1]
        raise Malformed(
            "report.structure", expected=thcs.VERSION, line=fault.line, element=element, reason=fault.message
        )
    return root


@cache
def _schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(thcs.SCHEMA_FILE)))


def _check_ids(root: etree._Element, lookup_id: UUID) -> None:
    """
    Every Id is the one that its place gives it, and no other element has it, in whatever namespace.

    A verifier finds a referenced element by its Id: a second one, hidden in a ``Signature``, would be a wrapping
    attack.
    """
    expected = {root[0]: thcs.data_id(lookup_id)}
    for row in root[0][2][0]:
        expected[row] = thcs.row_id(lookup_id, _text(row, "MA_MON_HOC"))
    for stage, element in _signer_elements(root):
        subject = element[0].findtext("MA_MON_HOC")
        expected[element] = thcs.signer_id(lookup_id, stage, subject)
        expected[element[0]] = thcs.info_id(lookup_id, stage, subject)
    seen: set[str] = set()
    for element in root.iter(etree.Element):
        inside_signature = element.tag.startswith("{")
        if not inside_signature and element not in expected and element.attrib:
            raise _wrong_id(element, sorted(map(str, element.attrib))[0], "no attribute")
        if element in expected and element.get("Id") != expected[element]:
            raise _wrong_id(element, element.get("Id"), expected[element])
        for name, identifier in element.attrib.items():
            if etree.QName(name).localname.lower() == "id":
                if identifier in seen:
                    raise _wrong_id(element, str(identifier), "an Id of its own")
                seen.add(str(identifier))


def _check_subjects(rows: etree._Element) -> None:
    """
    A row's subject is one of the format's, and its name the one of its code.

    People read the name, signatures hang on the code: with another name a teacher's mark would pass for a colleague's.
    """
    known = thcs.code_table("subjects")
    for row in rows:
        code, name = _text(row, "MA_MON_HOC"), _text(row, "TEN_MON_HOC")
        if known.get(code) != name:
            raise Malformed(
                "report.subject",
                line=row.sourceline,
                subject=excerpt(code),
                found=excerpt(name),
                expected=known.get(code),
            )


def _wrong_id(element: etree._Element, found: str | None, expected: str) -> Malformed:
    tag = etree.QName(element).localname
    return Malformed("report.id", element=tag, line=element.sourceline, found=found, expected=expected)


def _signer_elements(root: etree._Element) -> Iterator[tuple[Stage, etree._Element]]:
    stages = {tag: stage for stage, tag in thcs.SIGNER_TAGS.items()}
    for element in root[1]:
        if element.tag == thcs.SUBJECT_SIGNERS_TAG:
            for teacher in element:
                yield Stage.SUBJECT, teacher
        else:
            yield stages[element.tag], element


def _signer(stage: Stage, element: etree._Element) -> SignerValues:
    info = element[0]
    return SignerValues(
        stage=stage,
        subject=info.findtext("MA_MON_HOC"),
        name=_text(info, "TEN_DON_VI" if stage is Stage.SEAL else "HO_VA_TEN"),
        personal_number=info.findtext("SO_CCCD"),
        capacity=info.findtext("CHUC_VU"),
        signed_at=datetime.fromisoformat(_text(info, "NGAY_KY")),
    )


def _subject(row: etree._Element) -> SubjectValues:
    marks = [row[place].text or "" for place in (2, 3, 4)]
    return SubjectValues(
        subject=_text(row, "MA_MON_HOC"),
        name=_text(row, "TEN_MON_HOC"),
        term_1=marks[0],
        term_2=marks[1],
        year=marks[2],
        comment=row.findtext("NHAN_XET"),
    )


def _three(summary: etree._Element, prefix: str) -> tuple[str, str, str]:
    return (
        _text(summary, f"{prefix}_HOC_KI_1"),
        _text(summary, f"{prefix}_HOC_KI_2"),
        _text(summary, f"{prefix}_CA_NAM"),
    )


def _text(parent: etree._Element, tag: str) -> str:
    """The text of a child that the schema makes sure of."""
    return parent.findtext(tag) or ""
