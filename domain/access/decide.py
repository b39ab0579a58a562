"""
Decisions on who may open reports.

- The principal withdraws the birth date as a key, by a document that he names; all codes given before end with it, for
  nobody knows whose hands they are in. He gives it back the same way.
- The clerk gives a personal access code to who has shown who he is and for whom he acts, and takes it back; so may the
  principal.
- The principal grants an organisation reports of one school year, for a purpose and a time of at most a year.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from domain.access import commands as c
from domain.access import events as e
from domain.access.state import Access, Grant
from domain.context import Context
from domain.errors import Rejected
from domain.event import Event
from domain.messages import MESSAGES
from domain.rights import acting
from domain.school_year.state import SchoolYear

MESSAGES.update(
    {
        "access.restricted": (
            "Học bạ của học sinh này đã chỉ mở bằng mã truy cập riêng.",
            "This pupil's reports open by a personal access code only already.",
        ),
        "access.not_restricted": (
            "Học bạ của học sinh này đang mở bằng ngày sinh, không có gì để khôi phục.",
            "This pupil's reports open by the birth date; there is nothing to give back.",
        ),
        "access.dated": (
            "Ngày văn bản {dated} ở sau hôm nay. Hãy nhập ngày ghi trên văn bản.",
            "The document's date {dated} is after today. Enter the date that it bears.",
        ),
        "access.too_many": (
            "Học sinh này đang có {count} mã truy cập riêng còn hiệu lực. Hãy thu hồi mã không còn dùng rồi cấp.",
            "This pupil has {count} personal access codes already. Revoke those that are not used, then issue one.",
        ),
        "access.code_unknown": (
            "Học sinh này không có mã truy cập riêng như vậy còn hiệu lực.",
            "This pupil has no such personal access code in force.",
        ),
        "grant.scope_empty": (
            "Hãy chọn ít nhất một khối hoặc một lớp của năm học {year}.",
            "Choose a grade or a class of school year {year} at least.",
        ),
        "grant.days": (
            "Thời hạn không dùng được: phải từ ngày đầu đến ngày cuối, chưa qua, và dài nhất {days} ngày.",
            "The time cannot be: it runs from a first to a last day that is not past, {days} days at the most.",
        ),
        "grant.unknown": (
            "Trường không có quyền tra cứu như vậy còn hiệu lực cho tổ chức nào.",
            "The school has no such grant in force.",
        ),
    }
)

#: Mother, father, guardians, the pupil, and one more each; who asks for more has lost count of them.
CODES_MAX = 8
#: An admission, an inspection; what goes on longer is granted anew.
GRANT_DAYS_MAX = 366


def decide(state: Access, command: c.OfPupil, year: SchoolYear, context: Context) -> list[Event]:
    """The events that follow in the pupil's stream. Raises Rejected."""
    acting(command, year, context)
    match command:
        case c.RestrictAccess() | c.RestoreAccess() if command.dated > context.today:
            raise Rejected("access.dated", dated=f"{command.dated:%d/%m/%Y}")
        case c.RestrictAccess(about=about, dated=dated):
            if state.restricted:
                raise Rejected("access.restricted")
            return [e.AccessRestricted(about=about, dated=dated)]
        case c.RestoreAccess(about=about, dated=dated):
            if not state.restricted:
                raise Rejected("access.not_restricted")
            return [e.AccessRestored(about=about, dated=dated)]
        case c.IssueAccessCode():
            count = sum(code.ended_at is None for code in state.codes.values())
            if count >= CODES_MAX:
                raise Rejected("access.too_many", count=count)
            return [e.AccessCodeIssued(**dict(command))]
        case c.RevokeAccessCode(code_id=code_id):
            code = state.codes.get(code_id)
            if code is None or code.ended_at:
                raise Rejected("access.code_unknown")
            return [e.AccessCodeRevoked(code_id=code_id)]


def decide_grant(grants: Mapping[UUID, Grant], command: c.OfGrant, year: SchoolYear, context: Context) -> list[Event]:
    """The events that follow in the school's stream of grants. Raises Rejected."""
    acting(command, year, context)
    match command:
        case c.GiveGrant():
            known = {each.code: each.grade for each in year.classes.values()}
            fits = set(command.classes) <= known.keys() and set(command.grades) <= set(known.values())
            if not fits or not (command.classes or command.grades):
                raise Rejected("grant.scope_empty", year=year.name)
            longest = command.starts + timedelta(days=GRANT_DAYS_MAX)
            if not max(command.starts, context.today) <= command.ends < longest:
                raise Rejected("grant.days", days=GRANT_DAYS_MAX)
            return [e.GrantGiven(school_year=year.name, **dict(command))]
        case c.RevokeGrant(grant_id=grant_id, reason=reason):
            if grant_id not in grants or grants[grant_id].revoked_at:
                raise Rejected("grant.unknown")
            return [e.GrantRevoked(grant_id=grant_id, reason=reason)]
