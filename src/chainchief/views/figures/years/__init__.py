"""Figures of an evaluation over its periods: paths, ranks, why a score changed, inequality."""
