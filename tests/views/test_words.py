"""Both languages say the same things."""

from __future__ import annotations

import re
from string import Formatter

import pytest

from chainchief.views.words import has, say, vocabulary

PLACE = re.compile(r"\{(\w+)\}")
UNITLESS = {"measure.ratio", "measure.score 0..1"}


def test_every_entry_is_written_in_both_languages() -> None:
    for key, entry in vocabulary().items():
        if key in UNITLESS:
            continue
        assert entry["en"].strip(), key
        assert entry["zh"].strip(), key


def test_both_languages_have_the_same_places() -> None:
    for key, entry in vocabulary().items():
        places = [sorted({name for _, name, _, _ in Formatter().parse(entry[language]) if name}) for language in entry]
        assert places[0] == places[1], key


def test_chinese_is_written_as_chinese() -> None:
    for key, entry in vocabulary().items():
        text = PLACE.sub("", entry["zh"])
        assert not re.search(r"[\u4e00-\u9fff][,;:?!]", text), f"{key}: half-width punctuation in {text}"
        assert " %" not in text, f"{key}: space before %"
        assert not re.search("[您亲！]", text), key


def test_english_keeps_its_manners() -> None:
    for key, entry in vocabulary().items():
        assert "!" not in entry["en"], key
        assert "please note" not in entry["en"].lower(), key
        assert "±" not in entry["en"] + entry["zh"], key


def test_places_are_filled() -> None:
    assert say("map.firms", "en", count="9") == "9 firms"
    assert say("map.firms", "zh", count="9") == "9 家"


def test_what_nobody_wrote_is_refused() -> None:
    assert not has("no.such.word")
    with pytest.raises(KeyError):
        say("no.such.word")
    with pytest.raises(KeyError):
        say("grade.high", "fr")
    with pytest.raises(KeyError):
        say("map.firms")
