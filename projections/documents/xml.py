"""
The XML of a report: data region, signers, the whole (``docs/formats/hoc-ba.md``).

Parts are made once, in canonical form (Exclusive XML Canonicalization 1.0), and put together as bytes: nothing that
was signed is ever serialised again, and the digest of a part's bytes is the digest that its signature holds.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from uuid import UUID

from lxml import etree

import projections.documents.messages  # noqa: F401  # its texts must be there before an error is raised
from domain.errors import Misused, Rejected
from domain.formats import hoc_ba, paper
from domain.formats.hoc_ba import Format, Stage
from domain.report.document import PrimarySubjectResult, ReportDocument, SubjectResult

#: Vietnam's time, in which every NGAY_KY is written; the country has one zone and no summer time.
VIETNAM = timezone(timedelta(hours=7))

DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n'

#: A signer's place in the document: a subject at SUBJECT, None at the other stages.
Signer = tuple[Stage, str | None]


def data_region(document: ReportDocument) -> bytes:
    """
    DU_LIEU_HOC_BA in canonical form: no declaration, no namespace, no space between elements; text in NFC (TCVN 6909).

    Same document, same bytes. A subject's row does not depend on any other subject or on the totals.

    Raises:
        Rejected: ``document.text`` for a control character, ``document.code`` for a value without a word.

    """
    written = hoc_ba.of_grade(document.grade, document.release)
    region = etree.Element(hoc_ba.DATA_TAG, Id=hoc_ba.data_id(document.lookup_id))
    for container in ("THONG_TIN_CHUNG", "QUA_TRINH_HOC_TAP"):
        _fill(etree.SubElement(region, container), written, written.fields[container], document)
    summary = etree.SubElement(region, "TONG_KET")
    rows = etree.SubElement(summary, "DANH_SACH_DIEM_TONG_KET")
    for result in document.result.subjects:
        _row(rows, written, document.lookup_id, result)
    _fill(summary, written, written.fields["TONG_KET"], document)
    for place in document.corrections:
        put(summary, "NOI_DUNG_DIEU_CHINH", place)
    return canonical(region)


@dataclass(frozen=True, slots=True)
class ConfirmedPart:
    """Who teaches a part of a subject has confirmed it: the part in words, his name, when."""

    subject: str
    part: str
    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Responsibility:
    """
    What a person takes on himself with his signature, in releases after 1.0: his declaration (LOI_CAM_DOAN).

    ``in_place_of`` is the name of the teacher who left, with the ``reason`` of signing for him; ``confirmed`` are the
    parts that others confirmed to him.
    """

    declaration: str
    in_place_of: str | None = None
    reason: str | None = None
    confirmed: tuple[ConfirmedPart, ...] = ()


def signer_info(
    lookup_id: UUID,
    stage: Stage,
    subject: str | None,
    name: str,
    personal_number: str | None,
    capacity: str | None,
    signed_at: datetime,
    taken: Responsibility | None = None,
) -> bytes:
    """
    THONG_TIN_KY in canonical form: the signer's facts, referenced by his signature.

    Args:
        lookup_id: UUID of the edition.
        stage: whose signature.
        subject: at SUBJECT only.
        name: of the person; at SEAL of the school (TEN_DON_VI).
        personal_number: SO_CCCD; None leaves it out, as at SEAL.
        capacity: the line over the signature (CHUC_VU), such as "HIỆU TRƯỞNG"; None leaves it out.
        signed_at: aware; written to the second at +07:00.
        taken: what a person declares; None in release 1.0, and at SEAL.

    """
    if signed_at.tzinfo is None:
        raise Misused("document.signer", signer=stage.value, lookup_id=lookup_id, reason="signed_at has no zone")
    info = etree.Element(hoc_ba.INFO_TAG, Id=hoc_ba.info_id(lookup_id, stage, subject))
    put(info, "MA_MON_HOC", subject)
    put(info, "TEN_DON_VI" if stage is Stage.SEAL else "HO_VA_TEN", name)
    put(info, "SO_CCCD", personal_number)
    put(info, "CHUC_VU", capacity)
    if taken:
        _take(info, taken)
    put(info, "NGAY_KY", _moment(signed_at))
    return canonical(info)


def _take(info: etree._Element, taken: Responsibility) -> None:
    if taken.in_place_of:
        place = etree.SubElement(info, "KY_THAY")
        put(place, "HO_VA_TEN", taken.in_place_of)
        put(place, "LI_DO", taken.reason)
    for one in taken.confirmed:
        part = etree.SubElement(info, "XAC_NHAN_PHAN")
        put(part, "MA_MON_HOC", one.subject)
        put(part, "NOI_DUNG", one.part)
        put(part, "HO_VA_TEN", one.name)
        put(part, "NGAY_XAC_NHAN", _moment(one.at))
    put(info, "LOI_CAM_DOAN", taken.declaration)


def _moment(at: datetime) -> str:
    return at.astimezone(VIETNAM).isoformat(timespec="seconds")


@dataclass(frozen=True, slots=True)
class Signed:
    """What a signer's element says of him, as it was signed."""

    name: str
    capacity: str | None
    in_place_of: str | None


def signed_facts(element: bytes) -> Signed:
    """The facts in a signer's element that this program wrote: his name (at SEAL the school's), capacity, ký thay."""
    info = etree.fromstring(element)[0]
    name = info.findtext("HO_VA_TEN") or info.findtext("TEN_DON_VI") or ""
    return Signed(name, info.findtext("CHUC_VU"), info.findtext("KY_THAY/HO_VA_TEN"))


def signer_element(lookup_id: UUID, stage: Stage, subject: str | None, info: bytes, signature: bytes) -> bytes:
    """A whole GVBM, GVCN, CBQL or KY_PHAT_HANH: the info, then the ``Signature`` beside it, both byte for byte."""
    tag = hoc_ba.SIGNER_TAGS[stage]
    identifier = hoc_ba.signer_id(lookup_id, stage, subject)
    if not info.startswith(f'<{hoc_ba.INFO_TAG} Id="ttk-{identifier}">'.encode()):
        raise Misused("document.signer", signer=identifier, lookup_id=lookup_id, reason="the info is another signer's")
    if not signature.startswith(b"<") or signature.startswith((b"<?", b"<!")):
        raise Misused("document.signer", signer=identifier, lookup_id=lookup_id, reason="not a bare Signature element")
    return f'<{tag} Id="{identifier}">'.encode() + info + signature + f"</{tag}>".encode()


def row(lookup_id: UUID, data: bytes, subject: str) -> bytes:
    """The bytes of a subject's row in a data region. Raises Misused ``document.signer`` where there is none."""
    _, start = _place(lookup_id, data, (Stage.SUBJECT, subject))
    end = f"</{hoc_ba.ROW_TAG}>".encode()
    return data[start : data.index(end, start) + len(end)]


def leaves(part: bytes) -> Iterator[tuple[str, str]]:
    """Tag and text of each value in a part of a document that this program wrote, in order."""
    for element in etree.fromstring(part).iter():
        if not len(element) and element.text:
            yield str(element.tag), element.text


def assemble(lookup_id: UUID, data: bytes, signers: Mapping[Signer, bytes]) -> bytes:
    """
    The whole HOC_BA: declaration, data region, the signers that there are so far, in the order of rows and stages.

    Raises:
        Misused: ``document.signer`` if a signer's subject has no row in ``data``, or the data is another report's.

    """
    if not data.startswith(f'<{hoc_ba.DATA_TAG} Id="{hoc_ba.data_id(lookup_id)}">'.encode()):
        raise Misused("document.signer", signer="*", lookup_id=lookup_id, reason="the data region is another report's")
    places = {signer: _place(lookup_id, data, signer) for signer in signers}
    ordered = sorted(signers, key=lambda signer: places[signer])
    teachers = b"".join(signers[signer] for signer in ordered if signer[0] is Stage.SUBJECT)
    others = b"".join(signers[signer] for signer in ordered if signer[0] is not Stage.SUBJECT)
    listed = _wrap(hoc_ba.SUBJECT_SIGNERS_TAG, teachers) if teachers else b""
    return DECLARATION + _wrap(hoc_ba.ROOT_TAG, data + _wrap(hoc_ba.SIGNERS_TAG, listed + others)) + b"\n"


def validate(xml: bytes) -> None:
    """
    Check a document against the XSD of its version.

    Raises:
        Rejected: ``document.not_xml``, ``document.doctype``, or ``document.structure`` naming line and element.

    """
    # Nothing outside of these bytes is read: no DTD, no entity, no network, and libxml2's own limits on size hold.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as error:
        raise Rejected("document.not_xml", line=error.lineno, reason=error.msg) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise Rejected("document.doctype")
    version, file = _written(root.findtext(hoc_ba.VERSION_PATH))
    schema = _schema(file)
    if not schema.validate(root):
        fault = next(iter(schema.error_log))  # type: ignore[call-overload]  # lxml-stubs leave the log empty
        element = fault.path or fault.message.split("'")[1]
        raise Rejected("document.structure", version=version, line=fault.line, element=element, reason=fault.message)


def _written(version: str | None) -> tuple[str, Path]:
    """The version that a document is judged as, and its schema."""
    if version == paper.VERSION:
        return paper.VERSION, paper.SCHEMA_FILE
    written = hoc_ba.of_version(version) or hoc_ba.LOWER
    return written.version, written.schema_file


@cache
def _schema(file: Path) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(file)))


def _place(lookup_id: UUID, data: bytes, signer: Signer) -> tuple[int, int]:
    """Where a signer stands: by stage, and within the first by his row in the data region."""
    stage, subject = signer
    if subject is None:
        return (list(Stage).index(stage), 0)
    # A person's text cannot feign this: "<" is escaped wherever it is not a tag.
    row = data.find(f'<{hoc_ba.ROW_TAG} Id="{hoc_ba.row_id(lookup_id, subject)}">'.encode())
    if row < 0:
        raise Misused("document.signer", signer=subject, lookup_id=lookup_id, reason="the data region has no such row")
    return (0, row)


def _row(
    parent: etree._Element, written: Format, lookup_id: UUID, result: SubjectResult | PrimarySubjectResult
) -> None:
    row = etree.SubElement(parent, hoc_ba.ROW_TAG, Id=hoc_ba.row_id(lookup_id, result.subject))
    put(row, "MA_MON_HOC", result.subject)
    put(row, "TEN_MON_HOC", _word("TEN_MON_HOC", written, "subjects", result.subject))
    _fill(row, written, written.fields[hoc_ba.ROW_TAG][str(result.kind)], result)


def _fill(parent: etree._Element, written: Format, fields: list[list[str]], holder: object) -> None:
    for tag, source, *table in fields:
        value = source[1:] if source.startswith("=") else _at(holder, source)
        put(parent, tag, _word(tag, written, table[0], value) if table and value not in (None, False) else value)


def _at(holder: object, path: str) -> object:
    """The value at a dotted path of attributes and keys; None where a step on the way is absent."""
    value: object = holder
    for name in path.split("."):
        if value is None:
            return None
        value = value.get(name) if isinstance(value, Mapping) else getattr(value, name)
    return value


def _word(tag: str, written: Format, table: str, value: object) -> str:
    try:
        return written.code_table(table)[str(value)]
    except KeyError as error:
        raise Rejected("document.code", element=tag, value=value, table=table, version=written.version) from error


def put(parent: etree._Element, tag: str, value: object) -> None:
    """A value that is absent has no tag (CV 2088 §1); a mark that is not set is absent too."""
    if value is None or value is False or value == "":
        return
    text = value.isoformat() if isinstance(value, date) else unicodedata.normalize("NFC", str(value))
    try:
        etree.SubElement(parent, tag).text = text
    except ValueError as error:
        raise Rejected("document.text", element=tag, value=repr(text)) from error


def _wrap(tag: str, content: bytes) -> bytes:
    return f"<{tag}>".encode() + content + f"</{tag}>".encode()


def canonical(element: etree._Element) -> bytes:
    """Exclusive canonical XML 1.0 of an element made here."""
    return etree.tostring(element, method="c14n", exclusive=True)
