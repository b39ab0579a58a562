"""A digitised paper report with every name resolved: what is signed and shown."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from domain.event import Value
from domain.paper_report.events import PaperOrigin, PaperYear, Scan
from domain.report.document import PupilIdentity, SchoolIdentity, Signatory
from domain.values import Text


class PaperDocument(Value):
    """
    The copy: of which paper (``origin``, ``scan``, ``years``), made by which ``school`` for its own ``pupil``.

    ``school_year``, ``grade`` and ``class_code`` are those in which he goes on here; ``head`` confirms it.
    """

    lookup_id: UUID
    school: SchoolIdentity
    school_year: str
    grade: int
    class_code: str
    pupil: PupilIdentity
    digitised_on: date
    origin: PaperOrigin
    years: tuple[PaperYear, ...]
    scan: Scan
    head: Signatory
    head_capacity: str
    place_of_issue: Text
    demo: bool
