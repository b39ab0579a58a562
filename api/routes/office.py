"""``/api/v1/office`` and a class's files: how far the issue is, what the Department has, packages, print, archive."""

from __future__ import annotations

from fastapi import APIRouter, Request

from api.downloads import Archive, Pdf
from api.flows import archive, office, packages
from api.flows.archive import ClassKept, HandedOver
from api.flows.desk import Desk
from api.flows.office import ClassIssuing, Followed
from api.flows.papers import NumberedPaper, numbered
from api.flows.visits import Opened
from api.routes.classes import YearName
from api.routes.correction_views import READERS
from api.routes.deciding import decided
from api.routes.deps import Reader, TheReader
from api.routes.writing import AfterToken, TheWriter, Written
from api.visiting import page_of
from domain.ledger.failures import wrapped
from domain.school_year.events import Role
from domain.school_year.structure.commands import HandOverArchive

router = APIRouter(tags=["office"], route_class=AfterToken)

#: Who takes every pupil's report along.
TAKING = (Role.CLERK, Role.PRINCIPAL)


def _desk(reader: Reader, year: str | None, *roles: Role) -> Desk:
    """Raises Rejected ``right.role``."""
    desk = reader.desk(year)
    desk.year().require_role(str(reader.staff_id), *roles)
    return desk


def _taken(request: Request, class_code: str | None = None) -> None:
    """Whoever takes reports along stands in the book, whatever his role (``flows.visits``)."""
    request.state.opened = Opened(page_of(request.scope), class_code=class_code, taken=True)


@router.get("/office/classes")
def classes(reader: TheReader, year: YearName = None) -> list[ClassIssuing]:
    """How many reports of each class wait for signatures, the seal, the Department."""
    with wrapped():
        return office.classes(_desk(reader, year, *READERS))


@router.get("/office/followed")
def followed(reader: TheReader, year: YearName = None) -> dict[str, list[Followed]]:
    """What the Department has or has answered, by status: submitted, rejected, asked to end."""
    with wrapped():
        return office.followed(_desk(reader, year, *READERS))


@router.get("/office/papers")
def papers(reader: TheReader, year: YearName = None) -> list[NumberedPaper]:
    """The register of the papers that the system made (sổ văn bản), the newest first."""
    with wrapped():
        return numbered(_desk(reader, year, *READERS))


@router.get("/office/archive")
def archived(reader: TheReader, year: YearName = None) -> list[ClassKept]:
    """What the year's archive would hold now, class by class."""
    with wrapped():
        return archive.classes(_desk(reader, year, *READERS))


@router.get("/office/archive/content", response_class=Archive)
def archive_content(request: Request, reader: TheReader, year: YearName = None) -> Archive:
    """The year's archive (xuất lưu trữ), sent while it is made: for the clerk and the principal."""
    with wrapped():
        desk = _desk(reader, year, *TAKING)
        state = desk.year()
        maker = desk.signatory(state.actor(str(reader.staff_id))).full_name
        packed = archive.files(desk, reader.program.keys(reader.school_id), maker)
    _taken(request)
    return Archive(packages.zipped(packed), f"luu-tru-{state.name}.zip")


@router.get("/office/archive/handovers")
def handovers(reader: TheReader, year: YearName = None) -> list[HandedOver]:
    """To whom the year's archive was handed over, the last one first."""
    with wrapped():
        return archive.handovers(_desk(reader, year, *READERS).year())


@router.post("/office/archive/handovers")
def hand_over(given: HandOverArchive, writer: TheWriter) -> Written:
    """Clerk or principal record that the archive was handed over: ``index_sha256`` stands in the signed record."""
    return decided(writer, "archive hand over", given, given)


@router.get("/classes/{code}/package", response_class=Archive)
def package(request: Request, code: str, reader: TheReader, year: YearName = None) -> Archive:
    """PDF, XML and receipt of every issued report of the class, with their digests; sent while it is made."""
    with wrapped():
        desk = _desk(reader, year, *READERS)
        issued = packages.of_class(desk, code)
    packed = packages.with_sums(packages.files(desk, code, issued))
    _taken(request, code)
    return Archive(packages.zipped(packed), f"hoc-ba-{code}.zip")


@router.get("/classes/{code}/print", response_class=Pdf)
def printed(request: Request, code: str, reader: TheReader, year: YearName = None) -> Pdf:
    """The pages of every issued report of the class, in order of the list, as one file to print."""
    with wrapped():
        desk = _desk(reader, year, *READERS)
        made = packages.printed(desk, packages.of_class(desk, code))
    _taken(request, code)
    return Pdf(made, f"in-hoc-ba-{code}.pdf", inline=True)
