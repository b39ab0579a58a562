"""
The pages, rendered by the server: the public ones, and a workplace for each person.

Read ``shell`` first: what every page of a signed-in person shares; then ``menu``. ``rendering`` makes answers of
``templates``, ``words`` says how values are written for people, ``static`` holds style and scripts. ``ROUTERS`` is the
map.
"""

from api.pages import (
    account,
    accounts,
    audit,
    cases,
    checks,
    correcting,
    head,
    homeroom,
    invitation,
    office,
    opening,
    programs,
    school,
    search,
    service,
    signin,
    teacher,
    work,
)

ROUTERS = (
    signin.router,
    invitation.router,
    opening.router,
    opening.behind,
    service.router,
    account.router,
    accounts.router,
    programs.router,
    work.router,
    search.router,
    *head.ROUTERS,
    cases.router,
    checks.router,
    correcting.router,
    *school.ROUTERS,
    *audit.ROUTERS,
    *homeroom.ROUTERS,
    *teacher.ROUTERS,
    *office.ROUTERS,
)

__all__ = ["ROUTERS"]
