"""
The doors: command line, JSON API and pages, and the flows behind them that take several steps.

``app`` is the composition root: the only place, beside the demo, that connects to anything. Read ``flows/desk.py`` for
how a flow works, then the flow you need. May import everything.
"""
