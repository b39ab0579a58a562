"""
The homeroom teacher's workplace (GVCN), ``/lop/8A``: what concerns a class as a whole.

``room`` is what its pages share. ``overview`` shows the class and one pupil of it, ``asking`` is what is asked of
others (reminders, sending back) and who leaves, ``roll`` is the roll call, ``sheet`` conduct and comments, ``data`` the
pupils' identity beside other sources, ``signing`` opening and signing. Rules and flows are elsewhere.
"""

from api.pages.homeroom import asking, data, overview, roll, sheet, signing

ROUTERS = tuple(each.router for each in (overview, asking, roll, sheet, data, signing))

__all__ = ["ROUTERS"]
