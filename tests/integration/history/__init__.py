"""
Attacks on history, acted out: who rebuilds, forks, cuts, restores or replays a ledger, and what finds it.

Each test says which evidence finds the attack, and what somebody who kept nothing can see.
"""
