"""Who may do what: every operation of the API as everybody, of the school and of another one, as the table says."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.kit.permissions import ROLES, Everybody, everybody, operations, outcome, pages, read_pages, seen
from tests.vectors.permissions.generate import PAGES, expected

pytestmark = [
    pytest.mark.one_server,
    pytest.mark.filterwarnings("ignore::anchors.signing.software.SoftwareKeyWarning"),
]

EXPECTED = expected()
EXPECTED_PAGES = expected(PAGES)


@pytest.fixture(scope="module")
def people() -> Iterator[Everybody]:
    with everybody() as made:
        yield made


def test_the_table_has_every_operation_and_no_other() -> None:
    """A new route gets its line: ``python -m tests.vectors.permissions.generate``, and read it."""
    assert list(EXPECTED) == list(operations())
    assert all(tuple(row) == ROLES for row in EXPECTED.values())


@pytest.mark.parametrize("operation", operations())
def test_everybody_is_answered_as_the_table_says(people: Everybody, operation: str) -> None:
    """And whatever another school's principal is answered, it names no pupil of this one."""
    size = people.school.desk.ledger.size()
    answers = {role: people.ask(operation, role) for role in ROLES}
    assert {role: outcome(answer) for role, answer in answers.items()} == EXPECTED[operation]
    assert people.school.desk.ledger.size() == size, "what was only tried has been recorded"
    if answers["stranger"].status_code < 400 and "/lookup/" not in operation:
        told = answers["stranger"].text
        assert not [each for each in people.by_stage.values() if each.full_name in told or str(each.report_id) in told]


def test_the_table_has_every_page_and_no_other() -> None:
    assert list(EXPECTED_PAGES) == read_pages()
    assert all(tuple(row) == ROLES for row in EXPECTED_PAGES.values())


@pytest.mark.parametrize("page", read_pages())
def test_everybody_sees_what_the_table_says(people: Everybody, page: str) -> None:
    assert {role: seen(people.visit(page, role)) for role in ROLES} == EXPECTED_PAGES[page]


@pytest.mark.parametrize("form", [page for page in pages() if page.startswith("POST ")])
def test_a_form_comes_from_a_page_of_a_signed_in_person(people: Everybody, form: str) -> None:
    assert seen(people.visit(form, "anonymous")) == "sign_in"
    assert seen(people.visit(form, "principal", _csrf="x")) == "session.forged"
