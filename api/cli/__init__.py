"""
The command line, ``hocba``: one file per family of commands; ``console`` holds what they share.

Every command that reports has ``--json``; exit codes are 0 fine, 1 content wrong, 2 cannot tell (design §12).
"""

from api.cli.main import main

__all__ = ["main"]
