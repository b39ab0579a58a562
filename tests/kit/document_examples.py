"""
Writes the worked examples of ``docs/formats/hoc-ba-….md``: ``python -m tests.kit.document_examples``.

A test makes them again and expects no difference.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from domain.formats import hoc_ba
from domain.formats.hoc_ba import Format
from domain.report.document import ReportDocument
from tests.kit.documents import sample_document
from tests.kit.level_documents import primary_document, upper_document
from tests.kit.signed_documents import whole

FOLDER = Path(__file__).parents[2] / "docs" / "formats" / "examples"

#: Complex type of the XSD → container of the field map.
_TYPES = {"ThongTinChung": "THONG_TIN_CHUNG", "QuaTrinhHocTap": "QUA_TRINH_HOC_TAP", "TongKet": "TONG_KET"}
_XS = {"xs": "http://www.w3.org/2001/XMLSchema"}


def _samples(release: str) -> dict[str, tuple[Format, ReportDocument]]:
    made = (primary_document(release=release), sample_document(release=release), upper_document(release=release))
    formats = [(hoc_ba.of_grade(document.grade, release), document) for document in made]
    return {written.file: (written, document) for written, document in formats}


#: Name of the files → format and sample: of today's release, and of the one before, which never changes any more.
SAMPLES = _samples(hoc_ba.RELEASE)
OLDER = _samples(hoc_ba.OLDER)


def examples() -> dict[str, bytes]:
    """File name → content."""
    both = SAMPLES | OLDER
    documents = {f"{name}.xml": whole(document) for name, (_, document) in both.items()}
    return documents | {f"{name}-fields.md": _fields(written).encode() for name, (written, _) in both.items()}


def schema_of(written: Format) -> etree._Element:
    """The XSD of a format with what it includes put in."""
    schema = etree.parse(str(written.schema_file)).getroot()
    for include in schema.findall("xs:include", _XS):
        path = written.schema_file.parent / include.get("schemaLocation", "")
        schema.extend(etree.parse(str(path)).getroot())
    return schema


def _fields(written: Format) -> str:
    """The field map as a table, with what the XSD says of each tag."""
    lines = [f"# Fields of {written.version}", "", "Made by `python -m tests.kit.document_examples`.", ""]
    schema = schema_of(written)
    for type_name, container in _TYPES.items():
        lines += [f"## {container}", "", "| tag | type | mandatory | value |", "|---|---|---|---|"]
        sources = {tag: rest for tag, *rest in written.fields[container]}
        for element in _elements(schema, type_name):
            tag = element.get("name", "")
            source, *table = sources.get(tag, ["corrections" if tag.startswith("NOI_DUNG_DIEU") else "result.subjects"])
            value = f"fixed: {source[1:]}" if source.startswith("=") else f"`{source}`"
            words = f", in words of the table `{table[0]}`" if table else ""
            mandatory = "" if element.get("minOccurs") == "0" else "X"
            lines.append(f"| {tag} | {element.get('type') or 'list'} | {mandatory} | {value}{words} |")
        lines.append("")
    return "\n".join(lines)


def _elements(schema: etree._Element, type_name: str) -> Iterator[etree._Element]:
    """The elements of a complex type in order, those of its groups in their places."""
    for each in schema.findall(f"xs:complexType[@name='{type_name}']/xs:sequence/*", _XS):
        name = each.get("ref")
        yield from schema.findall(f"xs:group[@name='{name}']/xs:sequence/xs:element", _XS) if name else [each]


def main() -> None:
    for name, content in examples().items():
        (FOLDER / name).write_bytes(content)


if __name__ == "__main__":
    main()
