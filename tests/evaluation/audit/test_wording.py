"""The words of the audit: both languages name the same things, none is missing, none unused."""

from __future__ import annotations

import re
import string

from chainchief.evaluation.audit import VERDICTS
from chainchief.evaluation.audit.points import _POINTS
from chainchief.evaluation.audit.wording import vocabulary
from checkout import PACKAGE
from evaluation.audit.printed_tables import READINGS, rows_of

PARTS = {"title", "place", *VERDICTS}


def _names(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_name_the_same_things() -> None:
    for key, entry in vocabulary().items():
        assert _names(entry["en"]) == _names(entry["zh"]), key


def test_every_point_has_title_and_place() -> None:
    for code in _POINTS:
        assert {f"{code}.title", f"{code}.place"} <= set(vocabulary())
    assert {f"any.{verdict}" for verdict in VERDICTS} <= set(vocabulary())


def test_every_entry_is_used() -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for path in (PACKAGE / "evaluation" / "audit").glob("*.py"))
    known = set(_POINTS) | {"any"}
    for key in vocabulary():
        code, _, part = key.partition(".")
        if code in known and part in PARTS:
            continue
        stem = key.rpartition(".")[0]
        assert f'"{key}"' in source or f'"{stem}.{{' in source, key


def test_chinese_is_written_as_chinese() -> None:
    texts = {key: entry["zh"] for key, entry in vocabulary().items()}
    texts |= {f"readings {row['item']}": row["text_zh"] for row in rows_of(READINGS)}
    for key, text in texts.items():
        bare = re.sub(r"\{[^}]*\}", "x", text)
        assert not re.search(r"[\u4e00-\u9fff][,;:?!]", bare), key
        assert " %" not in bare, key


def test_readings_are_complete() -> None:
    for row in rows_of(READINGS):
        assert all(row.values()), row
        assert row["point"] in _POINTS
