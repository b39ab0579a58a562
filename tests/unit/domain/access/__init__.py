"""Who may open reports."""
