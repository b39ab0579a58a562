"""``/t/{code}/xem-lai``: from a value of the opened report to the receipt, without scripts."""

from __future__ import annotations

from typing import Annotated, NamedTuple
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from anchors.report_values import ReportValues
from api.flows.desk import made
from api.pages.rendering import language_of, page
from api.routes.deps import Address, ThePortal, own_page
from api.routes.doors import Given
from api.routes.errors import status_of
from api.routes.portal import Found
from api.routes.reviews import NewReview, send
from api.web_words import web_text
from domain.case.events import Capacity, Disputed
from domain.case.telling import COLUMNS
from domain.errors import HocbaError, Misused, Rejected
from domain.regulations.curriculum import subject as subject_of
from domain.values import Column, Term

router = APIRouter(include_in_schema=False)

#: What a button of the report names where no subject is meant.
HOMEROOM = "GVCN"
#: What the form keeps of what was typed, where something stands against it.
GIVEN = ("cho", "ho_ten", "tu_cach", "noi_dung", "gia_tri")

Subject = Annotated[str, Form(alias="mon", pattern=r"^[A-Z][A-Z0-9_]{0,31}$")]
Place = Annotated[str, Form(alias="cho", pattern=r"^([12](/[A-Z][A-Z0-9_]{1,15})?)?$")]
Key = Annotated[UUID, Form(alias="lenh")]


class Proof(NamedTuple):
    """
    What opens a report, to be sent again by the next page: the field that it was typed into, and its text; ``number``
    the personal number that was typed beside a birth date.
    """

    field: str
    key: str
    number: str = ""

    @property
    def given(self) -> Given:
        """As the portal takes it."""
        return Given(self.key, self.number)


async def proof(
    ngay_sinh: Annotated[str, Form(max_length=32)] = "",
    so_dinh_danh: Annotated[str, Form(max_length=32)] = "",
    ma_rieng: Annotated[str, Form(max_length=64)] = "",
) -> Proof:
    """The dependency: a personal access code, else a birth date."""
    return Proof("ma_rieng", ma_rieng) if ma_rieng else Proof("ngay_sinh", ngay_sinh, so_dinh_danh)


TheProof = Annotated[Proof, Depends(proof)]


class Choice(NamedTuple):
    """One value that can be meant: ``2/GK``, its words."""

    value: str
    vi: str
    en: str


def choices(subject: str, found: Found) -> list[Choice]:
    """The values of a subject that a family may mean: results of the year and the terms, and single marks."""
    places = [Choice("", "kết quả cả năm, nhận xét", "the year's result, comment")]
    of = subject_of(subject, found.report.grade, found.report.school_year)
    for term in Term:
        vi, en = f"học kì {'I' * term}", f"term {term:d}"
        places.append(Choice(f"{term:d}", f"{vi} – kết quả học kì", f"{en} – result"))
        cells = of.cells(term) if not of.parts else ()
        known = [cell.column for cell in cells if cell.column in COLUMNS]
        places += [Choice(f"{term:d}/{each}", *_column(each, vi, en)) for each in known]
    return places


def _column(column: Column, vi: str, en: str) -> tuple[str, str]:
    return f"{vi} – {COLUMNS[column].vi}", f"{en} – {COLUMNS[column].en}"


@router.post("/t/{code}/xem-lai", dependencies=[Depends(own_page)])
async def form(
    request: Request, code: str, portal: ThePortal, address: Address, proof: TheProof, mon: Subject = HOMEROOM
) -> Response:
    """The form, with the values of the report that it is about."""
    found = await portal.open(code, proof.given, address)
    return _form(request, found, mon, proof)


@router.post("/t/{code}/xem-lai/gui", dependencies=[Depends(own_page)])
async def ask(
    request: Request,
    code: str,
    portal: ThePortal,
    address: Address,
    proof: TheProof,
    lenh: Key,
    mon: Subject = HOMEROOM,
    cho: Place = "",
    ho_ten: Annotated[str, Form(max_length=100)] = "",
    tu_cach: Capacity = Capacity.PARENT,
    noi_dung: Annotated[str, Form(max_length=1000)] = "",
    gia_tri: Annotated[str, Form(max_length=20)] = "",
) -> Response:
    """Into the school's register; the answer is the receipt, to be kept or printed."""
    found = await portal.open(code, proof.given, address)
    language = language_of(request)
    term, _, column = cho.partition("/")
    given = dict(zip(GIVEN, (cho, ho_ten, tu_cach, noi_dung, gia_tri), strict=True))
    try:
        disputed = made(Disputed, subject=None if mon == HOMEROOM else mon, term=term or None, column=column or None)
        asked = made(
            NewReview, disputed=disputed, capacity=tu_cach, applicant=ho_ten, request=noi_dung, wanted=gia_tri or None
        )
        sent = await run_in_threadpool(send, portal, found, asked, lenh, address, language)
    except (Rejected, Misused) as error:
        return _form(request, found, mon, proof, error, given)
    return page(language, "portal/review_sent.html", sent=sent, found=found, code=str(found.row.lookup_id), proof=proof)


def _form(
    request: Request,
    found: Found,
    subject: str,
    proof: Proof,
    error: HocbaError | None = None,
    given: dict[str, str] | None = None,
) -> Response:
    language = language_of(request)
    if not isinstance(found.report, ReportValues):
        raise Rejected("case.paper_report")
    row = next((each for each in found.report.subjects if each.subject == subject), None)
    if row is None and subject != HOMEROOM:
        raise Rejected("case.disputed")
    return page(
        language,
        "portal/review.html",
        status_of(error) if error else 200,
        fault=web_text(error, language) if error else None,
        given=given or dict.fromkeys(GIVEN, ""),
        found=found,
        row=row,
        subject=subject,
        proof=proof,
        code=str(found.row.lookup_id),
        choices=choices(subject, found) if row else [],
        capacities=list(Capacity),
        key=uuid4(),
    )
