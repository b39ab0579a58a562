"""
A strict reader that stops: a PDF from anybody may cost no more than a genuine one does.

pyHanko builds an object whole before anybody can look at it, so what it reads is counted while it reads: byte by byte
where it parses, in one piece where it takes the content of a stream. Nothing hides from that, wherever it stands in the
file or in which object stream. Tables of objects that are compressed are looked at before they are read.
"""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.decode_limits import (
    DecodeContext,
    DecodeLimits,
    DecodePurpose,
    DocumentDecodeBudget,
    StreamDecodeLimits,
)
from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.pdf_utils.reader import PdfFileReader, process_data_at_eof
from pyhanko.pdf_utils.rw_common import PdfHandler
from pyhanko.pdf_utils.xref import XRefBuilder

READS_MAX = 100_000
"""A sealed report takes 11,000 read whole, a timestamp in its seal 16,000 more. Each takes about a microsecond."""
PARSED_BYTES_MAX = 64
"""Reads of more bytes than this take the content of a stream: all of them together at most twice what the file has."""
NUMBER_READS_MAX = 64
"""A number is read by 16 bytes and put together anew each time, so a long one would cost the square of its length."""
NUMBER_READ_BYTES = 16
UNPACKED_BYTES_MAX = 1024 * 1024
"""Of an object stream, and of all compressed tables of objects: 50 pages have a few kilobytes of either."""

XREF_STREAM = re.compile(rb"/" + b"".join(rb"(?:%c|#%02x|#%02X)" % (each, each, each) for each in b"XRef"))
"""A compressed table of objects, however the name is written."""


class TooMuchError(PdfReadError):
    """A PDF asks for more work than a genuine one."""


class _Budget:
    """What may still be read of one file."""

    def __init__(self, content: bytes) -> None:
        self._reads, self._bytes = READS_MAX, 2 * len(content)

    def spend(self, reads: int, taken: int = 0) -> None:
        self._reads -= reads
        self._bytes -= taken
        if self._reads < 0 or self._bytes < 0:
            raise TooMuchError("more to read than a genuine file has")


class _Counted(BytesIO):
    """Bytes of which no more can be read than the budget allows."""

    def __init__(self, content: bytes, budget: _Budget) -> None:
        super().__init__(content)
        self._budget, self._of_number = budget, 0

    def read(self, size: int | None = -1, /) -> bytes:
        self._of_number = self._of_number + 1 if size == NUMBER_READ_BYTES else 0
        if self._of_number > NUMBER_READS_MAX:
            raise TooMuchError("a number of more than a thousand digits")
        found = super().read(size)
        self._budget.spend(1, len(found) if len(found) > PARSED_BYTES_MAX else 0)
        return found


class BoundedReader(PdfFileReader):
    """
    Reads a PDF within limits; ``stream_bytes`` is how much one stream may unpack to, twice as much all of them.

    Raises what pyHanko raises for hostile bytes, which is any error; here and wherever an object is asked for.
    """

    def __init__(self, content: bytes, stream_bytes: int) -> None:
        packed = StreamDecodeLimits(max_output_size=UNPACKED_BYTES_MAX)
        limits = DecodeLimits(
            per_stream=StreamDecodeLimits(max_output_size=stream_bytes),
            per_purpose={DecodePurpose.OBJECT_STREAM: packed, DecodePurpose.XREF_STREAM: packed},
            document_budget=DocumentDecodeBudget(base_allowance=2 * stream_bytes, max_ratio=0),
        )
        if XREF_STREAM.search(content):
            _Tables(content, limits).read_xrefs()  # type: ignore[no-untyped-call]
        self._budget = _Budget(content)
        self._unpacked: dict[int, tuple[list[int], _Counted]] = {}
        super().__init__(_Counted(content, self._budget), strict=True, decode_limits=limits)

    def _get_object_from_stream(self, idnum: int, stmnum: int, idx: int) -> generic.PdfObject:
        """As pyHanko does it, which would read the numbers of all objects in the stream anew for each of them."""
        if stmnum not in self._unpacked:
            self._unpacked[stmnum] = self._unpack(generic.Reference(stmnum, 0, self).get_object())
        numbers, stream = self._unpacked[stmnum]
        if numbers[2 * idx] != idnum:
            raise PdfReadError(f"object {idnum} is not at {idx} of stream {stmnum}")
        stream.seek(numbers[2 * idx + 1])
        found: generic.PdfObject = generic.read_object(stream, generic.Reference(idnum, 0, self))
        if isinstance(found, (generic.StreamObject, generic.IndirectObject)):
            raise PdfReadError(f"object {idnum} cannot stand in a stream")
        return found

    def _unpack(self, stream: Any) -> tuple[list[int], _Counted]:
        """Number and place of each object of an object stream (ISO 32000-2 §7.5.7), and the bytes they stand in."""
        if stream["/Type"] != "/ObjStm":
            raise PdfReadError("no object stream")
        data, count, first = stream.read_data(DecodePurpose.OBJECT_STREAM), abs(stream["/N"]), abs(stream["/First"])
        self._budget.spend(2 * count)
        numbers = [int(each) for each in data[:first].split(maxsplit=2 * count)[: 2 * count]]
        numbers[1::2] = [first + place for place in numbers[1::2]]
        return numbers, _Counted(data, self._budget)


class _Unread(PdfHandler):
    """Stands for a file of which only the tables are read: nothing else in it can be asked for."""

    def __init__(self, context: DecodeContext) -> None:
        self._context = context

    @property
    def decode_context(self) -> DecodeContext:
        return self._context


class _Tables(XRefBuilder):
    """The tables of objects of a file, to see that they claim no more objects than they have bytes."""

    def __init__(self, content: bytes, limits: DecodeLimits) -> None:
        stream = _Counted(content, _Budget(content))
        stream.seek(-1, 2)
        handler = _Unread(DecodeContext(limits, input_size=len(content)))
        super().__init__(handler, stream, strict=True, last_startxref=process_data_at_eof(stream))
        self._bytes = 0

    def _read_xref_stream_object(self) -> tuple[generic.Reference, generic.StreamObject]:
        reference, table = super()._read_xref_stream_object()  # type: ignore[no-untyped-call]
        # An entry of no bytes needs none: a short table could claim any number of them.
        if not any(table["/W"][place] > 0 for place in range(3)):
            raise TooMuchError("a table whose entries have no bytes")
        self._bytes += len(table.read_data(DecodePurpose.XREF_STREAM))
        if self._bytes > UNPACKED_BYTES_MAX:
            raise TooMuchError("more objects than a genuine file has")
        return reference, table
