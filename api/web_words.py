"""
Messages as the pages, the API and drafts tell them: without the command line's next step, which nobody can take there.

A text of ``MESSAGES`` may end on a command (``Hãy khóa sổ trước: hocba year lock.``). On a page the same sentence
stands without it: what to do is said, and the page has its own button for it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from anchors.errors import AnchorError
from domain.errors import HocbaError
from domain.messages import Language

#: A command at the end of its sentence or clause, with whatever leads to it.
_COMMAND = r"[“\"]?hocba [a-z]+(?: [a-z-]+)*(?: [A-ZĐÊÓỚ]+(?:\.[a-z]+)?)?[”\"]?"
_CUTS = (
    re.compile(rf"\s*\((?:{_COMMAND}|correction request [^()]*|--[^()]*)\)"),
    re.compile(rf"(?:,? (?:và|and))?(?:\s*:|;? (?:hãy )?chạy:?|;? run:?| bằng:?| with:?)?\s+{_COMMAND}(?=[.;,)]|$)"),
    re.compile(
        r" (?:Nếu đọc như vậy là đúng, hãy chạy lại với|If they read right, run the command again with) --convert\."
    ),
    re.compile(r", (?:hoặc nhập tệp|or import the file)[^.]*--round-half-up[^.]*"),
    # Options of ``hocba verify`` and ``hocba audit verify``: the pages have keys and roots of their own.
    re.compile(r",? (?:rồi thêm|and give|hoặc thêm|or give) --(?:key|receipt)(?=\.)"),
    re.compile(r":? --checkpoint (?:TỆP|FILE)(?=[.;,])"),
    re.compile(r"(?:^| )(?:Hãy thêm|Add|Give) (?:chứng thư [^.]*|the [^.]*)?--(?:key|trust)\b.*\.$"),
)
#: What is left of a sentence that said nothing else.
_EMPTY = re.compile(r"(?:(?<=[.!?:] )|(?<=^))(?:Hãy|Hãy chạy|Hãy chạy lại|Xem danh sách|Run|Run again|See)\.(?: |$)")

#: How a message begins that is about one pupil of a class.
_NUMBER = re.compile(r"^(?:Số thứ tự|Number) \d+: ")


def on_the_web(text: str) -> str:
    """The text without commands."""
    if "hocba " not in text and "--" not in text and "(correction" not in text:
        return text
    for cut in _CUTS:
        text = cut.sub("", text)
    return _EMPTY.sub("", text).strip()


def web_text(error: HocbaError | AnchorError, language: Language) -> str:
    """The message of an error, likewise."""
    return on_the_web(error.text(language))


def with_names(text: str, names: Mapping[str, str]) -> str:
    """The text with each member of staff by name (code → name); a code in brackets stands beside its name already."""
    return re.sub(rf"(?<![\w(])(?:{'|'.join(map(re.escape, names))})(?!\w|\.\w)", lambda code: names[code[0]], text)


def beside_name(error: HocbaError | AnchorError, language: Language) -> str:
    """Likewise, where the pupil's name stands before it: his number is not told once more."""
    text = _NUMBER.sub("", web_text(error, language))
    return text[:1].upper() + text[1:]
