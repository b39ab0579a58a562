"""The structure of a school year and its cross-checks, over the real database, commands and API."""
