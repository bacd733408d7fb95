"""The REST door: every step and every value as JSON under /api."""
