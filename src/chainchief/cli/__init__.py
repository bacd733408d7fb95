"""Door 1: every step is a command. Exit codes: 0 fine, 1 findings, 2 misuse or an error of the user's data."""
