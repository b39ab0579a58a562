"""
The workplace of principal and deputies: what waits for a decision or a signature, and how the school stands.

``inbox`` first; each page is a module, its template in ``templates/head``. What everybody of the staff may read stands
here too: the board, the calendar, the policies in force.
"""

from api.pages.head import approving, board, calendar, delegations, grants, inbox, policies

ROUTERS = (
    inbox.router, approving.router, delegations.router, board.router, calendar.router, policies.router, grants.router,
)  # fmt: skip

__all__ = ["ROUTERS"]
