"""Whose judgement is in the weights, and the page where judgements are entered."""
