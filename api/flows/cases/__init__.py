"""
Cases (yêu cầu của gia đình) at a school's desk: ``acting`` records, ``views`` reads.

A flow that does what a case asks for (a certified copy, a new access) records both in one command: it takes the first
events of the case from ``acting.entered``, the last one from ``acting.closed``, and appends them with its own.
"""
