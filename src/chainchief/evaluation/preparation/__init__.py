"""What happens to the values before they are put on a ruler: divided, filled, treated; each step logged, replayable."""
