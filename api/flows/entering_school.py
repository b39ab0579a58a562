"""A school file enters the database: into the ledger of its school, or into a new one."""

from __future__ import annotations

from uuid import uuid4

from api.app import App
from api.flows.school_file import SchoolFile
from api.flows.school_load import Loaded, first_day, load_school, refuse_known
from domain.errors import Rejected
from domain.ledger import open_school, school_ids


def enter(app: App, content: SchoolFile, *, dry: bool = False) -> Loaded:
    """Into the ledger of the school with this code, or into a new one; ``dry`` says what that would be."""
    schools = app.schools()
    same = [school_id for school_id, years in schools.items() if years[0].school_code == content.school.code]
    school_id = same[0] if same else content.school_id or uuid4()
    if content.school_id not in (None, school_id) or (not same and school_id in schools):
        raise Rejected("school.other_id", code=content.school.code, found=content.school_id)
    known = {row.name for row in schools.get(school_id, ())}
    if dry:
        refuse_known(content, known)
        year_id, new, _ = first_day(content)
        entries = sum(len(each.events) for each in new)
        return Loaded(school_id, year_id, len(content.staff), len(content.classes), len(content.pupils), entries)
    if school_id not in school_ids(app.pool):
        open_school(app.pool, school_id)
    return load_school(app.ledgers[school_id], content, known)
