from __future__ import annotations

import re
from pathlib import Path

from chainchief.views.tokens import COLOURS
from chainchief.web import theme

WEB = Path(theme.__file__).parent
RAW_COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(")


def test_rules_use_tokens_only() -> None:
    rules = (WEB / "theme.css").read_text(encoding="utf-8")
    assert not RAW_COLOUR.findall(re.sub(r"#[a-z][\w-]*", "", rules))
    used = set(re.findall(r"var\(--([\w-]+)\)", rules)) - {"font", "mono", "rail", "head"}
    assert used <= set(COLOURS), used - set(COLOURS)


def test_no_colour_and_no_inline_style_in_the_code() -> None:
    for path in [*WEB.rglob("*.py"), *WEB.rglob("*.js")]:
        text = path.read_text(encoding="utf-8")
        assert not re.findall(r"#[0-9A-Fa-f]{6}\b", text), path.name
        assert "style=" not in text, path.name


def test_nothing_is_fetched_from_elsewhere() -> None:
    for text in (theme.stylesheet(), theme.script()):
        assert "http:" not in text
        assert "https:" not in text
        assert "@import" not in text


def test_light_dark_and_paper() -> None:
    text = theme.stylesheet()
    assert "[data-theme=dark]" in text
    assert "prefers-color-scheme:dark" in text
    assert "prefers-reduced-motion" in text
    assert "@media print" in text


def test_the_head_sets_language_and_theme_before_the_first_paint() -> None:
    made = theme.head("zh", "dark")
    assert 'lang="zh-CN"' in made
    assert 'theme="dark"' in made
    assert "dataset.theme" not in theme.head("en", "")
