"""
Workbooks: the gradebook of a class and subject, and the homeroom workbook of a class, as ``.xlsx`` out and in.

Read ``specs`` first (what goes in and comes out), then ``layout`` (what a sheet looks like); the format is described in
``docs/formats/gradebook.md``. Files only: no ledger, no database, no clock. May import ``domain``.
"""

from api.flows.workbooks import messages
from api.flows.workbooks.gradebook_reader import read_gradebook
from api.flows.workbooks.gradebook_writer import write_gradebook
from api.flows.workbooks.homeroom_reader import read_homeroom
from api.flows.workbooks.homeroom_writer import write_homeroom
from api.flows.workbooks.identity import identify, identity_of
from api.flows.workbooks.package import Workbook
from api.flows.workbooks.specs import (
    Absences,
    GradebookContent,
    GradebookSpec,
    HomeroomContent,
    HomeroomSpec,
    PupilRow,
    WorkbookIdentity,
    WorkbookKind,
)

messages.register()

__all__ = [
    "Absences",
    "GradebookContent",
    "GradebookSpec",
    "HomeroomContent",
    "HomeroomSpec",
    "PupilRow",
    "Workbook",
    "WorkbookIdentity",
    "WorkbookKind",
    "identify",
    "identity_of",
    "read_gradebook",
    "read_homeroom",
    "write_gradebook",
    "write_homeroom",
]
