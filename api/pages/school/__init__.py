"""``/quan-tri``: running a school year: its classes and its turn, who teaches what, teams and roles, is all well."""

from api.pages.school import assignments, people, ready, year

ROUTERS = (year.router, assignments.router, people.router, ready.router)

__all__ = ["ROUTERS"]
