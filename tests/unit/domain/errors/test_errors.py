"""Errors: families by what the caller does, texts in two languages, several faults at once; and the day in Vietnam."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from domain.context import VIETNAM, Context, local_day
from domain.errors import Conflict, Faults, HocbaError, Misused, Rejected, Tampered, Unavailable
from domain.messages import render


def test_families_tell_the_caller_what_to_do() -> None:
    assert issubclass(Faults, Rejected)
    assert issubclass(Conflict, Unavailable)
    families = (Rejected, Misused, Unavailable, Tampered)
    for family in families:
        assert issubclass(family, HocbaError)
        assert not any(issubclass(family, other) for other in families if other is not family)


def test_an_error_has_a_code_its_facts_and_a_text_in_each_language() -> None:
    error = Rejected("right.role", staff="HANG", roles="CLERK")
    assert (error.code, error.facts) == ("right.role", {"staff": "HANG", "roles": "CLERK"})
    assert str(error) == error.text("en") == "HANG has no right to this; it takes one of the roles clerk."
    assert error.text("vi") == "HANG không có quyền này; cần một trong các vai trò: Văn thư."


def test_a_fact_with_braces_is_shown_as_it_is() -> None:
    assert "{staff}" in Rejected("right.role", staff="{staff}", roles="{}").text("vi")


def test_faults_name_all_in_order() -> None:
    faults = Faults([Rejected("right.role", staff=name, roles="CLERK") for name in ("A", "B")])
    assert [fault.facts["staff"] for fault in faults.faults] == ["A", "B"]
    lines = faults.text("vi").splitlines()
    assert lines[0] == "Có 2 lỗi. Chưa ghi gì cả:"
    assert [line[:3] for line in lines[1:]] == ["- A", "- B"]
    assert str(faults) == faults.text("en")


def test_an_unknown_code_or_a_missing_fact_is_a_bug() -> None:
    for code, facts in (("no.such.code", {}), ("right.role", {"staff": "HANG"})):
        with pytest.raises(KeyError):
            render(code, "vi", facts)
        with pytest.raises(KeyError):
            Rejected(code, **facts)


def test_a_day_is_a_day_in_vietnam() -> None:
    late = datetime(2026, 6, 20, 17, 5, tzinfo=UTC)
    assert local_day(late) == date(2026, 6, 21)
    assert Context("operator", late).today == date(2026, 6, 21)
    assert Context("operator", late.astimezone(VIETNAM)).today == date(2026, 6, 21)


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        Context("operator", datetime(2026, 6, 20))  # noqa: DTZ001 — the fault
