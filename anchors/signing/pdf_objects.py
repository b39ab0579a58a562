"""
A quick reader for objects of a PDF in their plainest writing; pyHanko, which reads byte by byte, reads all others.

A tagged report has 450 objects, nearly all of them short dictionaries of names, numbers and references. What is read
here is what pyHanko's strict reader gives (a test compares them object by object); whatever could be read in more than
one way is left alone: streams, comments, escapes, strings with brackets, unusual names, a key twice.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from pyhanko.pdf_utils.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NullObject,
    PdfObject,
)
from pyhanko.pdf_utils.reader import PdfFileReader

OBJECT_BYTES_MAX = 64 * 1024
"""A seal with its timestamp, in hex digits, has 25 kB; longer objects are few."""
KNOWN_BYTES_MAX = 512
KNOWN_MAX = 8192
"""Objects kept as read, by their writing: the reports of a school are tagged alike, nine of ten objects are known."""
RESOLVED = frozenset({"/Type", "/Subtype", "/S"})
"""What an object is stands in it, not elsewhere: otherwise it is not of the plainest kind."""

_SPACE = rb"[\0\t\n\f\r ]"
_ENDS = rb"(?=[\0\t\n\f\r /\[\]<>(]|\Z)"
_HEAD = re.compile(rb"(\d+) (\d+) obj" + _ENDS)
_TOKEN = re.compile(
    _SPACE + rb"*(?:"
    rb"/(?P<name>[A-Za-z0-9_.+\-]+)" + _ENDS + rb"|"
    rb"(?P<reference>(\d{1,10}) (\d{1,5}) R)" + _ENDS + rb"|"
    rb"(?P<value>[+-]?\d+(?:\.\d+)?"
    + _ENDS
    + rb"|(?:true|false)"
    + _ENDS
    + rb"|\((?:[^()\\\r]|\\(?:[0-7]{3}|[nrtbf()\\]))*\)|<[0-9A-Fa-f]*>)|"
    rb"(?P<null>null)" + _ENDS + rb"|"
    rb"(?P<open><<|\[)|(?P<close>>>|\]))" + _SPACE + rb"*"
)
_CLOSES = {b"<<": b">>", b"[": b"]"}
_END = b"endobj"


def read_plain(reader: PdfFileReader, content: bytes, place: IndirectObject) -> PdfObject | None:
    """
    The object at ``place``, or None where it is not of the plainest kind. It may be shared: nothing in it is altered.

    References in it know no reader. Numbers, truth values and strings come as ``ByteStringObject`` of their own
    writing: for who looks for names and references only.
    """
    start = reader.xrefs[place]
    head = _HEAD.match(content, start) if isinstance(start, int) else None
    if head is None or (int(head[1]), int(head[2])) != (place.idnum, place.generation):
        return None
    end = content.find(_END, head.end(), head.end() + OBJECT_BYTES_MAX)
    if end < 0:
        return None
    text = content[head.end() : end]
    return _known(text) if len(text) <= KNOWN_BYTES_MAX else _parsed(text)


@lru_cache(KNOWN_MAX)
def _known(text: bytes) -> PdfObject | None:
    return _parsed(text)


def _parsed(text: bytes) -> PdfObject | None:
    """The one object that ``text`` writes, or None."""
    # For each container that is open: what closes it, and its parts so far. The outermost is the text itself.
    stack: list[tuple[bytes, list[Any]]] = [(b"", [])]
    at = 0
    while at < len(text):
        token = _TOKEN.match(text, at)
        if token is None:
            return None
        at, kind = token.end(), token.lastgroup
        if kind == "open":
            stack.append((_CLOSES[token["open"]], []))
            continue
        if kind == "close":
            closed, parts = stack.pop()
            made = _container(closed, parts)
            if closed != token["close"] or made is None:
                return None
        elif kind == "name":
            made = NameObject("/" + token["name"].decode("ascii"))
        elif kind == "reference":
            made = IndirectObject(int(token[3]), int(token[4]), None)
        else:
            made = NullObject() if kind == "null" else ByteStringObject(token["value"])
        stack[-1][1].append(made)
    parts = stack[0][1]
    whole: PdfObject | None = parts[0] if len(stack) == 1 and len(parts) == 1 else None
    return None if isinstance(whole, IndirectObject) else whole


def _container(closed: bytes, parts: list[Any]) -> PdfObject | None:
    if closed == b"]":
        return ArrayObject(parts)
    keys, values = parts[::2], parts[1::2]
    names = {key for key in keys if isinstance(key, NameObject)}
    if not len(names) == len(keys) == len(values):
        return None
    if any(isinstance(value, IndirectObject) and key in RESOLVED for key, value in zip(keys, values, strict=True)):
        return None
    return DictionaryObject(dict(zip(keys, values, strict=True)))
