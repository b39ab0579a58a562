"""
Quy chế đang áp dụng: which policy has which value, by which clause of which document, since when, set by whom.

A policy is named as in a school file: ``late_signing``, ``assessment.tie_rounding``, ``signing_chains.THCS``. What the
school says nothing about has the program's default; what it said on opening the year stands in the school file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import ValidationError

from domain.errors import Rejected
from domain.messages import MESSAGES
from domain.school_year.events import PolicySet
from domain.school_year.policies import SchoolPolicies

MESSAGES.update(
    {
        "policy.unknown": (
            "Không có quy định tên {policy}. Các tên có thể đặt: {expected}.",
            "There is no policy {policy}. Those that can be set: {expected}.",
        ),
        "policy.impossible": (
            "Quy định {policy} không nhận giá trị {found}: {message}.",
            "Policy {policy} cannot be {found}: {message}.",
        ),
        "policy.same": (
            "Quy định {policy} đã có giá trị {found}.",
            "Policy {policy} is {found} already.",
        ),
        "policy.since": (
            "Ngày bắt đầu áp dụng {since} phải nằm trong năm học, từ {first} đến {last}.",
            "The first day {since} must lie in the school year, from {first} to {last}.",
        ),
        "policy.chain_fixed": (
            "Quy trình ký năm học này đã cố định từ chữ ký đầu tiên; không đổi được {policy}. Đổi từ năm học sau.",
            "The signing chain of this year was fixed by its first signature; {policy} cannot change. Change it for "
            "the next year.",
        ),
    }
)

#: Policies of the chain of signatures, which the first signature of the year fixes.
CHAINS = "signing_chains"


@dataclass(frozen=True, slots=True)
class InForce:
    """
    A policy that the principal set: the event, who did it (staff id), where it stands in the ledger and its stream.

    ``begins``: the first day on which it is in force; nothing is in force before it was recorded.
    """

    set: PolicySet
    by: str
    position: int
    version: int
    begins: date


@dataclass(frozen=True, slots=True)
class Policy:
    """One line of *Quy chế đang áp dụng*; ``set`` is None for what was not set by an event."""

    name: str
    value: Any
    default: bool
    set: InForce | None


def names(policies: SchoolPolicies) -> Iterator[tuple[str, Any]]:
    """Every policy with its value as JSON, those inside of others with a point between the names."""
    for name in type(policies).model_fields:
        value = getattr(policies, name)
        if isinstance(value, Mapping):
            yield from ((f"{name}.{key}", str(one)) for key, one in sorted(value.items()))
        elif hasattr(type(value), "model_fields"):
            plain = {inner: getattr(value, inner) for inner in type(value).model_fields}
            yield from ((f"{name}.{inner}", _plain(one)) for inner, one in plain.items())
        else:
            yield name, _plain(value)


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, str) else value


def changed(policies: SchoolPolicies, name: str, value: object) -> SchoolPolicies:
    """The policies with another value for one. Raises Rejected ``policy.unknown``, ``policy.impossible``."""
    outer, _, inner = name.partition(".")
    holder = getattr(policies, outer, None) if outer in type(policies).model_fields else None
    nested = isinstance(holder, Mapping) or hasattr(type(holder), "model_fields")
    if outer not in type(policies).model_fields or nested != bool(inner):
        raise Rejected("policy.unknown", policy=name, expected=", ".join(each for each, _ in names(policies)))
    plain = {field: getattr(policies, field) for field in type(policies).model_fields}
    if inner:
        old = dict(holder) if isinstance(holder, Mapping) else {key: getattr(holder, key) for key in _fields(holder)}
        plain[outer] = {**old, inner: value}
    else:
        plain[outer] = value
    try:
        return type(policies).model_validate(plain)
    except ValidationError as error:
        fault = error.errors()[0]
        if fault["type"] == "extra_forbidden":
            expected = ", ".join(each for each, _ in names(policies))
            raise Rejected("policy.unknown", policy=name, expected=expected) from error
        raise Rejected("policy.impossible", policy=name, found=value, message=fault["msg"]) from error


def _fields(holder: object) -> tuple[str, ...]:
    return tuple(type(holder).model_fields)  # type: ignore[attr-defined]  # a model, as its caller has seen


def check_since(since: date, first: date, last: date) -> None:
    """Raises Rejected unless the policy begins in its school year (its summer included)."""
    if not first <= since <= last:
        raise Rejected("policy.since", since=f"{since:%d/%m/%Y}", first=f"{first:%d/%m/%Y}", last=f"{last:%d/%m/%Y}")


def in_force(policies: SchoolPolicies, set_by: Mapping[str, InForce]) -> tuple[Policy, ...]:
    """Every policy, in the order of the model; of those set by an event, who set it and by which clause."""
    defaults = dict(names(SchoolPolicies()))
    return tuple(
        Policy(name, value, name in defaults and defaults[name] == value and name not in set_by, set_by.get(name))
        for name, value in names(policies)
    )
