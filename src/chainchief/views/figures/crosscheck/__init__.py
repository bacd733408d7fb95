"""Figures of things held side by side: two runs, fuzzy grades beside E = W·R."""
