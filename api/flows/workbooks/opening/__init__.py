"""
The three workbooks that open a school year: staff, classes, assignments; templates out, filled ones in.

Read ``forms`` first (what the sheets hold), then ``reader`` (how they become the content of a school file, each value
with its cell); described in ``docs/formats/opening.md``. Files only: no ledger, no database.
"""

from api.flows.workbooks.opening import texts
from api.flows.workbooks.opening.forms import Book
from api.flows.workbooks.opening.grid import GridEntry, read_grid
from api.flows.workbooks.opening.places import Place
from api.flows.workbooks.opening.reader import Conversion, Opening, read_opening
from api.flows.workbooks.opening.writer import write_assignments, write_opening

texts.register()

__all__ = [
    "Book",
    "Conversion",
    "GridEntry",
    "Opening",
    "Place",
    "read_grid",
    "read_opening",
    "write_assignments",
    "write_opening",
]
