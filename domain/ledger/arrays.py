"""
Lists as PostgreSQL reads them: one-dimensional arrays in its binary format, written in one go.

psycopg writes a list of anything, and looks at each element several times for it; that was a third of an append's time
in the client. Here the types are known. No element is None, and an empty list is NULL, because ``unnest(NULL)`` has no
rows either.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from struct import Struct
from typing import TypeVar
from uuid import UUID

import psycopg
from psycopg.abc import Buffer
from psycopg.adapt import Dumper
from psycopg.pq import Format

#: Dimensions, whether an element is NULL, type of the elements, their number, index of the first (``array_send``).
_HEAD = Struct("!iiIii")
_LENGTH = Struct("!i")
_BIGINT = Struct("!iq")
_UUID_LENGTH = _LENGTH.pack(16)


class Array(bytes):
    """An array's bytes; psycopg sends each class as the type that its docstring names."""


class Uuids(Array):
    """uuid[]"""


class Bigints(Array):
    """bigint[]"""


class Texts(Array):
    """text[]"""


class Byteas(Array):
    """bytea[]"""


A = TypeVar("A", bound=Array)
_ELEMENTS: dict[type[Array], int] = {}


def uuids(values: Sequence[UUID]) -> Uuids | None:
    """As uuid[]."""
    return _array(Uuids, len(values), [_UUID_LENGTH + value.bytes for value in values])


def bigints(values: Sequence[int]) -> Bigints | None:
    """As bigint[]. Raises struct.error beyond 64 bits."""
    return _array(Bigints, len(values), [_BIGINT.pack(8, value) for value in values])


def texts(values: Sequence[str]) -> Texts | None:
    """As text[]."""
    return byteas_of(Texts, [value.encode() for value in values])


def byteas(values: Sequence[bytes]) -> Byteas | None:
    """As bytea[]."""
    return byteas_of(Byteas, values)


def byteas_of(kind: type[A], values: Sequence[bytes]) -> A | None:
    """Elements of any length."""
    return _array(kind, len(values), [part for value in values for part in (_LENGTH.pack(len(value)), value)])


def read_bigints(array: bytes | None) -> list[int]:
    """The elements of a bigint[] of at least one, none of them NULL, as the server sends it."""
    assert array is not None, "the server answers with an array"
    return [value for _, value in _BIGINT.iter_unpack(array[_HEAD.size :])]


def _array(kind: type[A], count: int, parts: Iterable[bytes]) -> A | None:
    if not count:
        return None
    return kind(_HEAD.pack(1, 0, _ELEMENTS[kind], count, 1) + b"".join(parts))


def _register(kind: type[Array], element: str) -> None:
    info = psycopg.adapters.types[element]
    _ELEMENTS[kind] = info.oid

    class AsItIs(Dumper):
        """The bytes are what is sent."""

        format = Format.BINARY
        oid = info.array_oid

        def dump(self, obj: Buffer) -> Buffer:
            """As they are."""
            return obj

    psycopg.adapters.register_dumper(kind, AsItIs)


for _kind, _element in ((Uuids, "uuid"), (Bigints, "int8"), (Texts, "text"), (Byteas, "bytea")):
    _register(_kind, _element)
