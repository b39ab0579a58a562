"""Cross-checks: their rules as stories, and the drawing of samples."""
