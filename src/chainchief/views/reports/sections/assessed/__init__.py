"""Sections on what stands beside the score: over time."""
