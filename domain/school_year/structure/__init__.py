"""
Who belongs where in a school year, and by which paper: teams, roles over time, documents, bodies, identity, medium.

Events, state and rules of the ``SchoolYear`` stream that were added together; read ``events`` first.
"""
