"""
The pages, server-rendered, without scripts: lookup form, what a code shows, the whole report.

``routes`` are the handlers, ``words`` how values are written for people, ``templates`` and ``static`` the rest.
"""
