"""The assessed lens: scorecard, drawer down to the cell, weights, uncertainty, years, regions."""
