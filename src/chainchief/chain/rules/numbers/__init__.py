"""Whether numbers look measured: their digits, their repeats, their sums, their years."""
