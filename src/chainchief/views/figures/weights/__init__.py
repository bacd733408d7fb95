"""Figures of an audit of weights."""
