"""The documentation of the format says what the program does."""

from typing import Any

from lxml import etree

from anchors.report_values import values
from domain.formats import thcs
from projections.documents import xml
from tests.kit.document_examples import FOLDER, examples

PAGE = (FOLDER.parent / "hoc-ba-thcs.md").read_text(encoding="utf-8")
XS = {"xs": "http://www.w3.org/2001/XMLSchema"}


def test_the_worked_examples_are_what_the_program_writes_today() -> None:
    for name, content in examples().items():
        assert (FOLDER / name).read_bytes() == content, f"{name}: run python -m tests.kit.document_examples"


def test_the_example_is_valid_and_can_be_read() -> None:
    content = (FOLDER / "hoc-ba-thcs.xml").read_bytes()
    xml.validate(content)
    assert values(content).pupil_name in PAGE


def test_every_kind_of_id_and_every_signer_is_documented() -> None:
    for tag in thcs.ID_TAGS:
        assert f"`{tag}`" in PAGE
    for prefix in ("data-", "mon-", "gvbm-", "gvcn-", "cbql-", "ky_phat_hanh-", "ttk-", "ck-"):
        assert f"`{prefix}" in PAGE
    assert thcs.VERSION in PAGE


def test_schema_and_code_tables_know_the_same_words() -> None:
    schema = etree.parse(str(thcs.SCHEMA_FILE))

    def words(name: str) -> set[Any]:
        found = schema.xpath(f"//xs:simpleType[@name='{name}']//xs:enumeration/@value", namespaces=XS)
        return set(found) if isinstance(found, list) else set()

    tables = {
        "Muc": "levels",
        "MucNhanXet": "results",
        "GioiTinh": "sex",
        "DuocLenLop": "promotion",
        "HoanThanh": "completion",
        "KhenThuong": "titles",
    }
    for name, table in tables.items():
        assert words(name) == set(thcs.code_table(table).values())
    assert thcs.format_data()["version"] == thcs.VERSION
