"""What a request opened: as its handler reads the address, whatever else somebody writes into it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from api.flows.visits import Opened
from api.pages import correcting
from api.pages.audit import moments, report
from api.pages.homeroom import data
from api.routes import signing
from api.visiting import opened

REAL, DECOY = UUID(int=1), UUID(int=2)


def asked(router: Any, ending: str, query: str = "", **path: str) -> Opened:
    """What a reading of this page or route opened."""
    route = next(each for each in router.routes if each.path.endswith(ending) and "GET" in each.methods)
    scope = {"type": "http", "route": route, "path": "", "query_string": query.encode(), "path_params": path}
    return opened(scope)


@pytest.mark.parametrize(
    "query",
    [
        f"tu=1&hoc-ba={REAL}",
        f"tu=1&hoc-ba={REAL}&report={DECOY}",
        f"report={DECOY}&hoc-ba={REAL}",
        f"hoc-ba={DECOY}&hoc-ba={REAL}",
        f"hoc-ba={REAL}&report_id={DECOY}&hoc_ba={DECOY}",
    ],
)
def test_the_report_is_the_one_that_the_page_shows(query: str) -> None:
    assert asked(moments.router, "/so-sanh", query).report == REAL


def test_the_class_is_the_one_that_the_page_shows() -> None:
    assert asked(moments.router, "/so-sanh", "lop=9B&code=8A&lop=8B").class_code == "8B"
    assert asked(signing.router, "/check", "class_code=8A&stage=HEAD&lop=9B").class_code == "8A", "of a model's fields"


def test_a_report_in_the_path_is_opened_whatever_its_name() -> None:
    found = asked(data.router, "/{report_id}", f"hoc-ba={DECOY}", code="8A", report_id=str(REAL))
    assert (found.report, found.class_code) == (REAL, "8A")
    assert asked(correcting.router, "/{report_id}", f"hoc-ba={DECOY}", report_id=str(REAL)).report == REAL
    assert asked(report.router, "/{report}", f"report_id={DECOY}", report=str(REAL)).report == REAL
