"""
The school year (năm học): staff and roles, classes, assignments, calendar and locks, delegations, certificates.

Read ``events`` for what can happen, ``state`` for who may do what, ``decide`` for the rules.
"""
