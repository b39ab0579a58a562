"""
Cross-checks (kiểm tra chéo): before it is signed, somebody else compares what is recorded with where it came from.

One stream for each check. Read ``events`` for what can happen, ``decide`` for the rules, ``sample`` for what is drawn.
"""
