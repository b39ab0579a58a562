"""
Writes the worked examples of ``docs/formats/hoc-ba-thcs.md``: ``python -m tests.kit.document_examples``.

A test makes them again and expects no difference.
"""

from __future__ import annotations

from pathlib import Path

from lxml import etree

from domain.formats import thcs
from tests.kit.documents import sample_document
from tests.kit.signed_documents import whole

FOLDER = Path(__file__).parents[2] / "docs" / "formats" / "examples"

#: Complex type of the XSD → container of the field map.
_TYPES = {"ThongTinChung": "THONG_TIN_CHUNG", "QuaTrinhHocTap": "QUA_TRINH_HOC_TAP", "TongKet": "TONG_KET"}
_XS = {"xs": "http://www.w3.org/2001/XMLSchema"}


def examples() -> dict[str, bytes]:
    """File name → content."""
    return {"hoc-ba-thcs.xml": whole(sample_document()), "hoc-ba-thcs-fields.md": _fields().encode()}


def _fields() -> str:
    """The field map as a table, with what the XSD says of each tag."""
    lines = ["# Fields of HOCBA-THCS-1.0", "", "Made by `python -m tests.kit.document_examples`.", ""]
    schema = etree.parse(str(thcs.SCHEMA_FILE)).getroot()
    for type_name, container in _TYPES.items():
        lines += [f"## {container}", "", "| tag | type | mandatory | value |", "|---|---|---|---|"]
        sources = {tag: rest for tag, *rest in thcs.format_data()["fields"][container]}
        for element in schema.findall(f"xs:complexType[@name='{type_name}']/xs:sequence/xs:element", _XS):
            tag = element.get("name", "")
            source, *table = sources.get(tag, ["corrections" if tag.startswith("NOI_DUNG_DIEU") else "result.subjects"])
            value = f"fixed: {source[1:]}" if source.startswith("=") else f"`{source}`"
            words = f", in words of the table `{table[0]}`" if table else ""
            mandatory = "" if element.get("minOccurs") == "0" else "X"
            lines.append(f"| {tag} | {element.get('type') or 'list'} | {mandatory} | {value}{words} |")
        lines.append("")
    return "\n".join(lines)


def main() -> None:
    for name, content in examples().items():
        (FOLDER / name).write_bytes(content)


if __name__ == "__main__":
    main()
