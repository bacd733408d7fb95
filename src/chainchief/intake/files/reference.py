"""Cell references: "AB12" is column 27, counted from 0, of row 12."""

from __future__ import annotations


def column_letter(position: int) -> str:
    """0 -> "A", 26 -> "AA"."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_position(letters: bytes) -> int:
    """b"A" -> 0, b"AA" -> 26."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number - 1
