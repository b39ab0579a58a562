"""The rules of cases, as stories."""
