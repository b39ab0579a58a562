"""``/lop``: my classes, by class and subject what is done and what is missing; ``/cau-mau``: my phrases."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form
from fastapi.responses import Response

from api.flows.my_classes import STEPS, leads, taught
from api.flows.phrases import PHRASES_MAX, forget, keep, phrases
from api.pages.shell import ThePerson, ThePost, back, show
from domain.ledger.failures import wrapped

router = APIRouter(include_in_schema=False)


@router.get("/lop")
def classes(who: ThePerson) -> Response:
    """My classes."""
    with wrapped():
        found = taught(who.desk, who.staff)
        led = leads(who.desk, who.year, who.staff)
    return show(who, "teacher/classes.html", taught=found, leads=led, steps=STEPS)


@router.get("/cau-mau")
def my_phrases(who: ThePerson) -> Response:
    """My phrases for comments."""
    with wrapped():
        return show(who, "teacher/phrases.html", phrases=phrases(who.desk, who.staff), limit=PHRASES_MAX)


@router.post("/cau-mau")
def keep_phrase(who: ThePost, text: Annotated[str, Form(alias="cau", min_length=1, max_length=1000)]) -> Response:
    """Keep one more."""
    with wrapped():
        keep(who.desk, who.staff, text)
    return back(who, "/cau-mau")


@router.post("/cau-mau/xoa")
def forget_phrase(who: ThePost, phrase_id: Annotated[UUID, Form(alias="cau")]) -> Response:
    """Take one away."""
    with wrapped():
        forget(who.desk, who.staff, phrase_id)
    return back(who, "/cau-mau")
