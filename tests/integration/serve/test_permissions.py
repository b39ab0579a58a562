"""Who may do what: every operation of the API as everybody, of the school and of another one, as the table says."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.kit.permissions import ROLES, Everybody, everybody, operations, outcome
from tests.vectors.permissions.generate import expected

pytestmark = [
    pytest.mark.one_server,
    pytest.mark.filterwarnings("ignore::anchors.signing.software.SoftwareKeyWarning"),
]

EXPECTED = expected()


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
    size = people.school.desk.ledger.size()
    assert {role: outcome(people.ask(operation, role)) for role in ROLES} == EXPECTED[operation]
    assert people.school.desk.ledger.size() == size, "what was only tried has been recorded"


def test_a_stranger_reads_nothing_of_this_school(people: Everybody) -> None:
    """Whatever another school's principal is answered, and however he asks for it, names nobody of this one."""
    names = {member.full_name for member in people.school.members}
    reports = {str(member.report_id) for member in people.school.members}
    for operation in operations():
        answer = people.ask(operation, "stranger")
        if answer.status_code < 400 and "/lookup/" not in operation:
            found = {each for each in names | reports if each in answer.text}
            assert not found, operation
