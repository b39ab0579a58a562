"""What anybody with a lookup code may see of an issued report: read from the beginning of its signed XML."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

#: The common data stand first in a report and take some 2 kB of it; more of it than this is not read.
BEGIN_BYTES = 16 * 1024

_COMMON = "THONG_TIN_CHUNG"


@dataclass(frozen=True, slots=True)
class PublicValues:
    """School, its code (mã trường), school year, the pupil's initials, and whether the report is a demonstration."""

    school: str
    school_code: str
    school_year: str
    initials: str
    demo: bool


def public_values(begin: bytes) -> PublicValues | None:
    """Of the first ``BEGIN_BYTES`` of a report's XML; None where they are no report's."""
    parser = etree.XMLPullParser(
        ("end",), tag=_COMMON, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        parser.feed(begin)
    except etree.XMLSyntaxError:
        return None
    for _, common in parser.read_events():
        assert isinstance(common, etree._Element)
        school, code, year, name = (
            common.findtext(tag) for tag in ("TEN_TRUONG", "MA_TRUONG", "TEN_NAM_HOC", "HO_VA_TEN")
        )
        if school and code and year and name:
            return PublicValues(school, code, year, initials(name), common.find("BAN_TRINH_DIEN") is not None)
    return None


def initials(name: str) -> str:
    """``Nguyễn Văn An`` → ``N. V. A.``; letters keep their marks (``Đỗ Ánh`` → ``Đ. Á.``)."""
    return " ".join(f"{word[0].upper()}." for word in name.split())
