"""The words of the product in both languages, read from `words.csv`."""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources

LANGUAGES = ("en", "zh")


@cache
def vocabulary() -> dict[str, dict[str, str]]:
    """Every entry: key -> {"en": …, "zh": …}."""
    text = resources.files("chainchief.views").joinpath("words.csv").read_text(encoding="utf-8")
    return {row["key"]: {"en": row["en"], "zh": row["zh"]} for row in csv.DictReader(text.splitlines())}


def say(key: str, language: str = "en", /, **values: object) -> str:
    """The sentence `key` in a language, with its places filled.

    key : first column of words.csv, such as "grade.strong"
    language : "en" or "zh"
    values : what stands in the {places}; a place without a value raises KeyError
    raises KeyError for a key nobody wrote, so that no page shows a code instead of a word

    >>> say("grade.strong"), say("grade.strong", "zh")
    ('strong', '较强')
    """
    entry = vocabulary()[key]
    if language not in LANGUAGES:
        raise KeyError(f"no language '{language}'; known: {', '.join(LANGUAGES)}")
    return entry[language].format(**values)


def has(key: str) -> bool:
    """Whether words.csv knows the key."""
    return key in vocabulary()
