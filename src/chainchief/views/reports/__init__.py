"""The meeting pack: results in order of importance, one self-contained HTML text."""
