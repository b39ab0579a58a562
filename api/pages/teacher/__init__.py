"""
The subject teacher's workplace: my classes, the gradebook of a class and subject, signing, phrases for comments.

Read ``place`` first: whose sheet a page shows and who may write there; then ``table``: what a sheet looks like.
``gradebook`` shows it, ``filling`` takes lists and files, ``recording`` is Ghi sổ, ``classes`` and ``signing`` are
about all of one's classes.
"""

from api.pages.teacher import classes, filling, gradebook, recording, signing

ROUTERS = (
    classes.router,
    gradebook.router,
    filling.router,
    recording.router,
    signing.router,
)

__all__ = ["ROUTERS"]
