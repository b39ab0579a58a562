"""Step (2): the form of the XML; one that claims a format of ours and is not in it contradicts itself."""

from __future__ import annotations

from lxml import etree

from anchors.errors import Malformed, excerpt
from anchors.report_values import Values, document_values
from anchors.verify.findings import as_broken
from domain.formats import hoc_ba, paper

BROKEN_FORM = frozenset({"report.foreign_part", "report.structure", "report.id", "report.subject"})
"""Faults of a document that says it is a report of this format and is not: a contradiction, not an unreadable file."""


def values(xml: bytes) -> Values:
    """What it says. Raises as ``document_values``, ProofInvalid for what contradicts its format, ``verify.version``."""
    try:
        return document_values(xml)
    except Malformed as error:
        if error.code not in BROKEN_FORM:
            raise
        version = _claimed_version(xml)
        if hoc_ba.of_version(version) or version == paper.VERSION:
            raise as_broken(error) from error
        raise Malformed("verify.version", found=excerpt(version), expected=hoc_ba.VERSIONS) from error


def _claimed_version(xml: bytes) -> str | None:
    """PHIEN_BAN of a HOC_BA, or None."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    root = etree.fromstring(xml, parser)
    return root.findtext(".//PHIEN_BAN") if root.tag == hoc_ba.ROOT_TAG else None
