"""Lists that are pasted and files that are uploaded become drafts; the page shows what was not taken, and why."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Form, UploadFile
from fastapi.responses import Response

from api.flows.drafts.lists import of_text
from api.flows.drafts.pasting import Choice, Pasted, paste
from api.flows.drafts.uploading import upload
from api.flows.places import place_at
from api.pages.shell import AfterSignIn, Person, ThePost, back
from api.pages.teacher.gradebook import Came, page
from api.pages.teacher.place import ClassCode, Opened, Subject, opened
from api.routes.drafts import PASTED_CHARACTERS_MAX, WORKBOOK_BYTES_MAX
from domain.errors import Misused, Rejected
from domain.ledger.failures import wrapped
from domain.values import Cell

router = APIRouter(include_in_schema=False, route_class=AfterSignIn)

Text = Annotated[str, Form(alias="bang", max_length=PASTED_CHARACTERS_MAX)]
First = Annotated[str, Form(alias="cot", max_length=64)]
Quick = Annotated[bool, Form(alias="go_nhanh")]
Convert = Annotated[bool, Form(alias="chuyen_ma")]


@router.post("/lop/{code}/so-diem/{subject}/dan")
def paste_list(
    code: ClassCode, subject: Subject, who: ThePost, text: Text, first: First, quick: Quick = False,
    convert: Convert = False,
) -> Response:  # fmt: skip
    """Dán từ Excel: rows find their pupils by number or name; of another class, nothing, and the way there."""
    with wrapped():
        found = opened(who, code, subject)
        fields = {"bang": text, "cot": first, **({"go_nhanh": "1"} if quick else {})}
        choice = _choice(first, quick=quick, convert=convert)
        return _taken(
            who, found, lambda: paste(who.desk, who.staff_id, found.sheet, of_text(text), choice, who.language), fields
        )


@router.post("/lop/{code}/so-diem/{subject}/tep")
def upload_file(
    code: ClassCode, subject: Subject, who: ThePost, file: Annotated[UploadFile, Form(alias="tep")], first: First
) -> Response:
    """Nhập từ tệp: a workbook becomes drafts, or every bad cell of it is named."""
    content = file.file.read(WORKBOOK_BYTES_MAX + 1)
    with wrapped():
        found = opened(who, code, subject)
        if len(content) > WORKBOOK_BYTES_MAX:
            raise Misused("request.too_large", limit=WORKBOOK_BYTES_MAX)
        choice = _choice(first)
        return _taken(
            who, found, lambda: upload(who.desk, who.staff_id, found.sheet, content, choice, who.language), {}
        )


def _choice(first: str, *, quick: bool = False, convert: bool = False) -> Choice:
    place = place_at(first)
    return Choice(term=place.term if isinstance(place, Cell) else None, quick=quick, convert=convert, first=first)


def _taken(who: Person, found: Opened, take: Callable[[], Pasted], fields: dict[str, str]) -> Response:
    """Back to the sheet where everything was taken; else the sheet, and above it what was not."""
    try:
        pasted = take()
    except (Rejected, Misused) as error:
        return page(who, found, came=Came(error=error, again=fields), fault=error)
    if pasted.refused or pasted.passed_over or pasted.ignored:
        return page(who, found, came=Came(pasted=pasted))
    kept = len(pasted.kept)
    return back(who, found.path, who.t(f"Đã lưu nháp {kept} ô.", f"{kept} cells are drafts now."))
