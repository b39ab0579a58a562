"""
The report (học bạ): one pupil, one school year; scores, corrections, signatures, editions, issue.

Read ``events`` for what can happen, ``decide`` for the rules by command, ``document`` for what is shown and signed.
"""
