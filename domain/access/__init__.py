"""
Who may open reports (quyền tra cứu): a pupil's family, as principal and clerk have decided, and organisations.

What is decided for one pupil stands in that pupil's stream, what is granted to organisations in one stream of the
school. Read ``events`` first, then ``state`` for who may open what, then ``decide`` for the rules.
"""
