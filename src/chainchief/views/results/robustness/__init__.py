"""How sure scores and ranks are: sentences and tables."""
