"""Figures on how sure scores and ranks are."""
