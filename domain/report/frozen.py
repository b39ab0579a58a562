"""What an edition fixes: the values derived, and from which versions, with the digest of what will be signed."""

from __future__ import annotations

from domain.event import Value
from domain.report.document import Result
from domain.report.events.data import BlankFields
from domain.values import Digest


class Frozen(Value):
    """
    What an edition fixes, and the digest of the XML data region made from it.

    ``blank``: the required fields of the pupil's identity that are missing in it.
    """

    result: Result
    pupil_version: int
    school_year_version: int
    data_sha256: Digest
    blank: BlankFields
