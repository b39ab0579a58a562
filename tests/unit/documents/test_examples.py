"""The documentation of the formats says what the program does."""

from typing import Any

import pytest
from lxml import etree

from anchors.report_values import values
from domain.formats import hoc_ba
from domain.formats.hoc_ba import Format, Stage
from projections.documents import xml
from tests.kit.document_examples import FOLDER, OLDER, SAMPLES, examples, schema_of

DOCS = FOLDER.parent
COMMON = (DOCS / "hoc-ba.md").read_text(encoding="utf-8")
XS = {"xs": "http://www.w3.org/2001/XMLSchema"}
LEVELS = pytest.mark.parametrize("name", SAMPLES)
EVERY = pytest.mark.parametrize("written", hoc_ba.FORMATS, ids=lambda each: each.version)


def test_the_worked_examples_are_what_the_program_writes_today() -> None:
    for name, content in examples().items():
        assert (FOLDER / name).read_bytes() == content, f"{name}: run python -m tests.kit.document_examples"


@LEVELS
def test_the_example_is_valid_and_can_be_read(name: str) -> None:
    content = (FOLDER / f"{name}.xml").read_bytes()
    xml.validate(content)
    stem = name.removesuffix(f"-{hoc_ba.RELEASE}")
    read, page = values(content), (DOCS / f"{stem}.md").read_text(encoding="utf-8")
    assert read.pupil_name in page
    assert read.version == SAMPLES[name][0].version
    assert read.version in page
    assert read.version in COMMON


def test_every_kind_of_id_and_every_signer_is_documented() -> None:
    for tag in hoc_ba.ID_TAGS:
        assert f"`{tag}`" in COMMON
    for prefix in ("data-", "mon-", "gvbm-", "gvcn-", "cbql-", "ky_phat_hanh-", "ttk-", "ck-"):
        assert f"`{prefix}" in COMMON


@pytest.mark.parametrize("name", OLDER)
def test_a_document_of_the_first_release_is_read_for_ever(name: str) -> None:
    content = (FOLDER / f"{name}.xml").read_bytes()
    xml.validate(content)
    read, (written, document) = values(content), OLDER[name]
    assert (read.version, read.chain) == (written.version, document.chain)
    assert {signer.declaration for signer in read.signers} == {None}


def test_a_declaration_is_the_one_of_the_schema() -> None:
    """A declaration in other words would be signed, and refused by every verifier."""
    for written in hoc_ba.FORMATS[3:]:
        fixed = schema_of(written).xpath("//xs:element[@name='LOI_CAM_DOAN']/@fixed", namespaces=XS)
        assert fixed == [written.declaration(stage) for stage in Stage if stage is not Stage.SEAL]
        assert written.declaration(Stage.SEAL) is None


def words(written: Format, name: str) -> set[Any]:
    found = schema_of(written).xpath(f"//xs:simpleType[@name='{name}']//xs:enumeration/@value", namespaces=XS)
    return set(found) if isinstance(found, list) else set()


SECONDARY = {
    "Muc": "levels",
    "MucNhanXet": "results",
    "GioiTinh": "sex",
    "DuocLenLop": "promotion",
    "HoanThanh": "completion",
    "KhenThuong": "titles",
}
PRIMARY = {
    "MucDatDuoc": "attainments",
    "MucPhamChatNangLuc": "ratings",
    "KetQua": "results",
    "GioiTinh": "sex",
    "DuocLenLop": "promotion",
    "HoanThanh": "completion",
    "KhenThuong": "titles",
}


@EVERY
def test_schema_and_code_tables_know_the_same_words(written: Format) -> None:
    tables = PRIMARY if written.level == hoc_ba.PRIMARY.level else SECONDARY
    for name, table in {**tables, **({} if written.release == hoc_ba.OLDER else {"ThuTuKy": "chains"})}.items():
        assert words(written, name) == set(written.code_table(table).values())
    assert ["PHIEN_BAN", f"={written.version}"] in written.fields["THONG_TIN_CHUNG"]


@EVERY
def test_the_field_map_fills_the_tags_of_the_schema_in_their_order(written: Format) -> None:
    """A tag in another place, or one that the schema does not know, would be found only at the first sealing."""
    rows = (FOLDER / f"{written.file}-fields.md").read_text(encoding="utf-8").splitlines()
    tags = [row.split("|")[1].strip() for row in rows if row.startswith("| ") and not row.startswith("| tag")]
    mapped = [tag for name in ("THONG_TIN_CHUNG", "QUA_TRINH_HOC_TAP", "TONG_KET") for tag, *_ in written.fields[name]]
    assert [tag for tag in tags if tag not in ("DANH_SACH_DIEM_TONG_KET", "NOI_DUNG_DIEU_CHINH")] == mapped


def test_what_the_schemas_share_is_what_lower_secondary_holds_by_itself() -> None:
    """The older schema stays as it was published, so two texts say the same: here they are kept together."""
    lower, upper = (schema_of(hoc_ba.of_grade(grade, hoc_ba.OLDER)) for grade in (9, 12))

    def named(schema: etree._Element) -> dict[str, bytes]:
        found = {}
        for each in schema.findall("xs:complexType", XS) + schema.findall("xs:simpleType", XS):
            for comment in each.iter(etree.Comment):
                comment.tail = None
            for node in each.iter():
                node.text = node.tail = None
            found[each.get("name", "")] = etree.tostring(each, method="c14n", with_comments=False)
        return found

    ours, older = named(upper), named(lower)
    differing = {name for name in ours if ours[name] != older.get(name)}
    assert differing == {"ThongTinChung", "TongKet", "DiemTongKet", "Khoi"}
