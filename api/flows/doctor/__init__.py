"""
Is this school ready (``hocba doctor``): each file looks at one thing and gives ``Finding``s; ``run.examine`` asks all.

Read ``findings`` first. Nothing is changed here, and what cannot be asked is said so and holds nothing else up.
"""
