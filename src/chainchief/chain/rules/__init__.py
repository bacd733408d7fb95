"""What tables must obey: row by row, against each other, and as numbers."""
