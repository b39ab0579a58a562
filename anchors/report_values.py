"""
What the XML of a report says, for a reader who trusts nothing of it: the values that ``hocba verify`` prints.

A value is read only from a document whose every part stands where the schema puts it, once: no DOCTYPE, no comment or
processing instruction (canonicalisation drops comments, so they could split a signed text), no Id twice, and every
Id made of the report's own lookup UUID. Whether the signatures hold is not judged here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from uuid import UUID

from lxml import etree

from anchors.errors import MESSAGES, Malformed, excerpt
from anchors.report_facts import ConfirmedValues as ConfirmedValues
from anchors.report_facts import PaperValues as PaperValues
from anchors.report_facts import PaperYearValues as PaperYearValues
from anchors.report_facts import ReportValues as ReportValues
from anchors.report_facts import SignerValues as SignerValues
from anchors.report_facts import SubjectValues as SubjectValues
from anchors.report_facts import TraitValues as TraitValues
from anchors.report_facts import Values as Values
from domain.formats import hoc_ba, paper
from domain.formats.hoc_ba import Chain, Format, Stage

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


def document_values(xml: bytes) -> Values:
    """Read a report, or a digitised paper report. Raises as ``values``."""
    root = parsed(xml)
    if root.findtext(hoc_ba.VERSION_PATH) != paper.VERSION:
        return values(xml)
    follow(root, paper.SCHEMA_FILE, paper.VERSION)
    lookup_id = UUID(_text(root[0][0], "MA_TRA_CUU_UUID"))
    _check_ids(root, lookup_id, {})
    try:
        return _read_paper(root, lookup_id)
    except ValueError as error:
        facts = {"expected": paper.VERSION, "line": root.sourceline, "element": hoc_ba.ROOT_TAG}
        raise Malformed("report.structure", reason=str(error), **facts) from error


def values(xml: bytes) -> ReportValues:
    """
    Read a report.

    Raises:
        Malformed: ``report.length``, ``report.not_xml``, ``report.foreign_part``, ``report.structure``, ``report.id``,
            ``report.subject``.

    """
    root = parsed(xml)
    written = hoc_ba.of_version(root.findtext(hoc_ba.VERSION_PATH)) or hoc_ba.LOWER
    follow(root, written.schema_file, written.version)
    lookup_id = UUID(_text(root[0][0], "MA_TRA_CUU_UUID"))
    rows = {row: hoc_ba.row_id(lookup_id, _text(row, "MA_MON_HOC")) for row in root[0][2][0]}
    _check_ids(root, lookup_id, rows)
    _check_subjects(root[0][2][0], written)
    try:
        return _read(root, written, lookup_id)
    except ValueError as error:  # The schema's 24:00:00 and year 0000 are no moments of ours.
        facts = {"expected": written.version, "line": root.sourceline, "element": hoc_ba.ROOT_TAG}
        raise Malformed("report.structure", reason=str(error), **facts) from error


def _read(root: etree._Element, written: Format, lookup_id: UUID) -> ReportValues:
    data = root[0]
    common, summary = data[0], data[2]
    primary = written.level == hoc_ba.PRIMARY.level
    replaces = common.findtext("THAY_CHO")
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
        academic=None if primary else _three(summary, "KET_QUA_HOC_TAP"),
        conduct=None if primary else _three(summary, "KET_QUA_REN_LUYEN"),
        absences_permitted=int(_text(common, "TONG_SO_BUOI_NGHI_CO_PHEP")),
        absences_unpermitted=int(_text(common, f"{'THONG' if primary else 'TONG'}_SO_BUOI_NGHI_KHONG_PHEP")),
        promotion=_text(summary, "DUOC_LEN_LOP"),
        completion=summary.findtext(_COMPLETION[written.level]),
        title=summary.findtext("NOI_DUNG_KHEN_THUONG"),
        homeroom_comment=_text(summary, "NHAN_XET_GVCN"),
        corrections=tuple(place.text or "" for place in summary.findall("NOI_DUNG_DIEU_CHINH")),
        planned_issue_date=date.fromisoformat(_text(common, "NGAY_KY_PHAT_HANH_HOC_BA")),
        signers=tuple(_signer(stage, element) for stage, element in _signer_elements(root)),
        school_level=written.level,
        chain=_chain(common, written),
        replaces=UUID(replaces) if replaces else None,
        academic_final=summary.findtext("KET_QUA_HOC_TAP_SAU_DANH_GIA_LAI"),
        conduct_final=summary.findtext("KET_QUA_REN_LUYEN_SAU_KI_NGHI_HE"),
        traits=tuple(_traits(summary, written)) if primary else (),
        trait_comments=tuple(_text(summary, tag) for tag in _TRAIT_COMMENTS) if primary else (),
        result=summary.findtext("KET_QUA_XEP_LOAI"),
        outcome=summary.findtext("NOI_DUNG_HOAN_THANH_CHUONG_TRINH"),
    )


def _chain(common: etree._Element, written: Format) -> Chain:
    """In which order it is signed: by the data, which everybody signs; in release 1.0 by the level."""
    named = common.findtext("THU_TU_KY")
    if named is None:
        return written.chain
    return next(Chain(code) for code, words in written.code_table("chains").items() if words == named)


#: Where a report says that the programme is completed: of the level, in primary of the grade.
_COMPLETION = {
    hoc_ba.PRIMARY.level: "DA_HOAN_THANH_CHUONG_TRINH_LOP_HOC",
    hoc_ba.LOWER.level: "DA_HOAN_THANH_CHUONG_TRINH_THCS",
    hoc_ba.UPPER.level: "DA_HOAN_THANH_CHUONG_TRINH_THPT",
}
_TRAIT_COMMENTS = ("NHAN_XET_PHAM_CHAT", "NHAN_XET_NANG_LUC_CHUNG", "NHAN_XET_NANG_LUC_DAC_THU")


def parsed(xml: bytes) -> etree._Element:
    """The root of a document that holds nothing which a reader and a signature see apart. Raises Malformed."""
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
    return root


def follow(root: etree._Element, file: Path, version: str) -> None:
    """Raises Malformed ``report.structure`` where the document does not follow the schema of its version."""
    schema = _schema(file)
    if not schema.validate(root):
        fault = next(iter(schema.error_log))  # type: ignore[call-overload]  # lxml-stubs leave the log empty
        element = fault.path or fault.message.split("'")[1]
        raise Malformed("report.structure", expected=version, line=fault.line, element=element, reason=fault.message)


@cache
def _schema(file: Path) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(file)))


def _check_ids(root: etree._Element, lookup_id: UUID, rows: Mapping[etree._Element, str]) -> None:
    """
    Every Id is the one that its place gives it, and no other element has it, in whatever namespace.

    A verifier finds a referenced element by its Id: a second one, hidden in a ``Signature``, would be a wrapping
    attack. ``rows`` are those of the data region that have one.
    """
    expected = {root[0]: hoc_ba.data_id(lookup_id), **rows}
    for stage, element in _signer_elements(root):
        subject = element[0].findtext("MA_MON_HOC")
        expected[element] = hoc_ba.signer_id(lookup_id, stage, subject)
        expected[element[0]] = hoc_ba.info_id(lookup_id, stage, subject)
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


def _check_subjects(rows: etree._Element, written: Format) -> None:
    """
    A row's subject is one of the format's, and its name the one of its code.

    People read the name, signatures hang on the code: with another name a teacher's mark would pass for a colleague's.
    """
    known = written.code_table("subjects")
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
    stages = {tag: stage for stage, tag in hoc_ba.SIGNER_TAGS.items()}
    for element in root[1]:
        if element.tag == hoc_ba.SUBJECT_SIGNERS_TAG:
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
        declaration=info.findtext("LOI_CAM_DOAN"),
        in_place_of=info.findtext("KY_THAY/HO_VA_TEN"),
        reason=info.findtext("KY_THAY/LI_DO"),
        confirmed=tuple(_confirmed(part) for part in info.findall("XAC_NHAN_PHAN")),
    )


def _confirmed(part: etree._Element) -> ConfirmedValues:
    at = datetime.fromisoformat(_text(part, "NGAY_XAC_NHAN"))
    return ConfirmedValues(_text(part, "MA_MON_HOC"), _text(part, "NOI_DUNG"), _text(part, "HO_VA_TEN"), at)


def _subject(row: etree._Element) -> SubjectValues:
    def mark(place: str) -> str | None:
        return row.findtext(f"DIEM_{place}") or row.findtext(f"MUC_{place}")

    return SubjectValues(
        subject=_text(row, "MA_MON_HOC"),
        name=_text(row, "TEN_MON_HOC"),
        term_1=mark("HOC_KI_1"),
        term_2=mark("HOC_KI_2"),
        year=mark("CA_NAM"),
        comment=row.findtext("NHAN_XET"),
        reassessed=mark("DANH_GIA_LAI"),
        exempt=row.findtext("MIEN_HOC"),
        topics=row.find("CHUYEN_DE_HOC_TAP") is not None,
        level=row.findtext("MUC_DAT_DUOC"),
        test=row.findtext("DIEM_KIEM_TRA_DINH_KY"),
    )


def _traits(summary: etree._Element, written: Format) -> Iterator[TraitValues]:
    """Qualities, general and specific competencies, in the order of the form; the tag of each from the field map."""
    tags = {source.rpartition(".")[2]: tag for tag, source, *_ in written.fields["TONG_KET"] if ".ratings." in source}
    for table in ("qualities", "general", "specific"):
        for code, name in written.code_table(table).items():
            if rating := summary.findtext(tags[code]):
                yield TraitValues(code, name, rating)


def _three(summary: etree._Element, prefix: str) -> tuple[str, str, str]:
    return (
        _text(summary, f"{prefix}_HOC_KI_1"),
        _text(summary, f"{prefix}_HOC_KI_2"),
        _text(summary, f"{prefix}_CA_NAM"),
    )


def _read_paper(root: etree._Element, lookup_id: UUID) -> PaperValues:
    common, origin, years = root[0]
    return PaperValues(
        lookup_id=lookup_id,
        version=_text(common, "PHIEN_BAN"),
        demo=common.find("BAN_TRINH_DIEN") is not None,
        school=_text(common, "TEN_TRUONG"),
        school_code=_text(common, "MA_TRUONG"),
        ward=_text(common, "TEN_XA_PHUONG"),
        province=_text(common, "TEN_TINH_THANH_PHO"),
        school_year=_text(common, "TEN_NAM_HOC"),
        grade=int(_text(common, "MA_KHOI")),
        class_name=_text(common, "TEN_LOP"),
        pupil_name=_text(common, "HO_VA_TEN"),
        pupil_code=_text(common, "MA_HOC_SINH"),
        birth_date=date.fromisoformat(_text(common, "NGAY_SINH")),
        digitised_on=date.fromisoformat(_text(common, "NGAY_SO_HOA")),
        origin=_text(origin, "TEN_TRUONG_CAP"),
        origin_place=_text(origin, "NOI_CAP"),
        origin_number=origin.findtext("SO_HOC_BA"),
        scan_sha256=_text(origin, "SHA256"),
        scan_pages=int(_text(origin, "SO_TRANG")),
        years=tuple(_paper_year(each) for each in years),
        signers=tuple(_signer(stage, element) for stage, element in _signer_elements(root)),
    )


def _paper_year(year: etree._Element) -> PaperYearValues:
    def levels(prefix: str) -> tuple[str | None, str | None, str | None]:
        term_1, term_2, whole = (year.findtext(f"{prefix}_{term}") for term in ("HOC_KI_1", "HOC_KI_2", "CA_NAM"))
        return term_1, term_2, whole

    absences = year.findtext("SO_BUOI_NGHI")
    return PaperYearValues(
        school_year=_text(year, "TEN_NAM_HOC"),
        grade=int(_text(year, "MA_KHOI")),
        class_name=_text(year, "TEN_LOP"),
        school=_text(year, "TEN_TRUONG"),
        subjects=tuple(
            SubjectValues(
                subject=_text(row, "MA_MON_HOC"),
                name=_text(row, "TEN_MON_HOC"),
                term_1=row.findtext("HOC_KI_1"),
                term_2=row.findtext("HOC_KI_2"),
                year=row.findtext("CA_NAM"),
                comment=None,
                test=row.findtext("DIEM_KIEM_TRA_DINH_KY"),
            )
            for row in year.findall("MON_HOC")
        ),
        academic=levels("KET_QUA_HOC_TAP"),
        conduct=levels("KET_QUA_REN_LUYEN"),
        traits=tuple(
            TraitValues(_text(each, "MA"), _text(each, "TEN"), _text(each, "MUC"))
            for each in year.findall("PHAM_CHAT_NANG_LUC")
        ),
        result=year.findtext("KET_QUA_XEP_LOAI"),
        absences=int(absences) if absences else None,
        promotion=year.findtext("DUOC_LEN_LOP"),
        title=year.findtext("NOI_DUNG_KHEN_THUONG"),
    )


def _text(parent: etree._Element, tag: str) -> str:
    """The text of a child that the schema makes sure of."""
    return parent.findtext(tag) or ""
