"""The fonts of this machine a picture can be lettered with."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PIL import ImageFont

FONTS = (
    ("NotoSansCJK-Regular.ttc", "NotoSansCJK-Bold.ttc", True),
    ("NotoSansCJKsc-Regular.otf", "NotoSansCJKsc-Bold.otf", True),
    ("NotoSansSC-Regular.otf", "NotoSansSC-Bold.otf", True),
    ("NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf", True),
    ("SourceHanSansSC-Regular.otf", "SourceHanSansSC-Bold.otf", True),
    ("SourceHanSansCN-Regular.otf", "SourceHanSansCN-Bold.otf", True),
    ("msyh.ttc", "msyhbd.ttc", True),
    ("PingFang.ttc", "PingFang.ttc", True),
    ("Hiragino Sans GB.ttc", "Hiragino Sans GB.ttc", True),
    ("STHeiti Light.ttc", "STHeiti Medium.ttc", True),
    ("wqy-microhei.ttc", "wqy-microhei.ttc", True),
    ("wqy-zenhei.ttc", "wqy-zenhei.ttc", True),
    ("simhei.ttf", "simhei.ttf", True),
    ("DroidSansFallbackFull.ttf", "DroidSansFallbackFull.ttf", True),
    ("Roboto-Regular.ttf", "Roboto-Bold.ttf", False),
    ("arial.ttf", "arialbd.ttf", False),
    ("Arial.ttf", "Arial Bold.ttf", False),
    ("LiberationSans-Regular.ttf", "LiberationSans-Bold.ttf", False),
    ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf", False),
)
"""File of the regular and of the bold face, and whether they hold Chinese; the first that is there is taken."""

_FACES = 12


@dataclass(frozen=True)
class Typeface:
    """A pair of font files; "" = the letters that come with the painter.

    chinese : whether Chinese signs can be drawn
    """

    regular: str = ""
    bold: str = ""
    chinese: bool = False

    def at(self, size: float, bold: bool = False) -> ImageFont.FreeTypeFont:
        """The face in a size in dots."""
        path = self.bold if bold else self.regular
        return _face(path, max(round(size), 1))


@cache
def typeface() -> Typeface:
    """The best typeface of this machine: one with Chinese signs, else a Latin one, else the painter's own."""
    wanted = {name for regular, bold, _ in FONTS for name in (regular, bold)}
    found = {path.name: str(path) for path in _files() if path.name in wanted}
    for regular, bold, chinese in FONTS:
        if regular in found:
            return Typeface(found[regular], found.get(bold, found[regular]), chinese)
    return Typeface()


def _folders() -> list[Path]:
    home = Path.home()
    if sys.platform == "win32":
        return [Path(os.environ.get("WINDIR", "C:/Windows")) / "Fonts", home / "AppData/Local/Microsoft/Windows/Fonts"]
    if sys.platform == "darwin":
        return [Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library/Fonts"]
    return [Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), home / ".local/share/fonts", home / ".fonts"]


def _files() -> Iterator[Path]:
    for folder in _folders():
        for place, _, names in os.walk(folder):
            yield from (Path(place) / name for name in names)


@cache
def _face(path: str, size: int) -> ImageFont.FreeTypeFont:
    if not path:
        own = ImageFont.load_default(size)
        assert isinstance(own, ImageFont.FreeTypeFont)
        return own
    plain = ImageFont.Layout.BASIC
    return ImageFont.truetype(path, size, index=_simplified(path), layout_engine=plain)


@cache
def _simplified(path: str) -> int:
    """The face of a collection that draws simplified Chinese, such as "Noto Sans CJK SC"; else the first."""
    if not path.endswith(".ttc"):
        return 0
    for index in range(_FACES):
        try:
            family = ImageFont.truetype(path, 10, index=index).getname()[0] or ""
        except OSError:
            break
        if family.endswith((" SC", "YaHei", "SC Regular")):
            return index
    return 0
