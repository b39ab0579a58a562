"""
The offline verifier (``hocba verify``): one file in, a verdict with every finding out.

No database, no network, no clock. Read ``verifier`` first: it has the steps of ``docs/formats/verify.md``
as its headings. ``findings`` is the shape of what comes out, ``texts`` its words, ``live`` what somebody else may add.
Imports nothing of ours but ``anchors`` and ``domain.formats``.
"""

from anchors.verify.as_json import as_json
from anchors.verify.findings import Check, Status, Step, Verdict, Verification
from anchors.verify.live import Ended, Fate, LiveAnswer
from anchors.verify.naming import named_in
from anchors.verify.verifier import FILE_BYTES_MAX, verify_file

__all__ = [
    "FILE_BYTES_MAX",
    "Check",
    "Ended",
    "Fate",
    "LiveAnswer",
    "Status",
    "Step",
    "Verdict",
    "Verification",
    "as_json",
    "named_in",
    "verify_file",
]
