"""The sentences of the room: none missing, none unused, both languages with the same numbers."""

from __future__ import annotations

import re
import string

from chainchief.evaluation.remarks import _messages, listed, plain
from checkout import PACKAGE

ROOM = PACKAGE / "evaluation"


def test_every_sentence_is_used_and_every_used_one_exists() -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for path in ROOM.rglob("*.py"))
    named = set(re.findall(r'(?:remark|refusal|texts)\(\s*f?"([a-z-]+)"', source))
    assert named <= set(_messages())
    made = set(re.findall(r'"([a-z-]+)"', source))
    stems = ("reason-", "explain-", "derive-", "step-", "how-", "framework-note")
    unused = {rule for rule in _messages() if rule not in made and not rule.startswith(stems)}
    assert unused == set()
    for stem in stems[:5]:
        assert {
            rule for rule in _messages() if rule.startswith(stem) and rule.removeprefix(stem) not in source
        } == set()


def test_both_languages_name_the_same_things() -> None:
    for rule, entry in _messages().items():
        names = [_names(entry[language]) for language in ("en", "zh")]
        assert names[0] == names[1], rule
        assert entry["kind"] in ("info", "warning", "input", "model"), rule


def test_lists_are_cut_and_numbers_are_plain() -> None:
    assert listed(range(12)) == "0, 1, 2, 3, 4, 5, 6, 7, 8, 9 (+2)"
    assert [plain(value) for value in (0.0, -3.0, 1e6, 0.123456789, 99999.5, 1e-7)] == [
        "0", "-3", "1,000,000", "0.123457", "99,999.5", "1e-07",
    ]  # fmt: skip


def _names(text: str) -> set[str]:
    """What a sentence is filled with; "hint_zh" is the translated "hint"."""
    return {name.removesuffix("_zh") for _, name, _, _ in string.Formatter().parse(text) if name}
