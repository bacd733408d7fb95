"""The colours keep the contrasts and distances the visual language promises."""

from __future__ import annotations

import re

import pytest

from chainchief.views import tokens
from chainchief.views.tokens import COLOURS, THEMES, colour, css_variables
from views.colour_vision import SIGHTS, ciede2000, contrast, smallest

LENSES = ["assessed", "observed", "simulated"]
SIDES = [pytest.param(side, id=theme) for side, theme in enumerate(THEMES)]


def codes(names: list[str], side: int) -> list[str]:
    return [COLOURS[name][side] for name in names]


def test_the_distance_formula_gives_the_published_values() -> None:
    assert ciede2000((50, 2.6772, -79.7751), (50, 0, -82.7485)) == pytest.approx(2.0425, abs=1e-4)
    assert ciede2000((50, 2.5, 0), (73, 25, -18)) == pytest.approx(27.1492, abs=1e-4)
    assert ciede2000((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514)) == pytest.approx(0.9082, abs=1e-4)


@pytest.mark.parametrize(
    ("name", "ground", "light", "dark"),
    [
        ("ink", "sheet", 16.0, 14.4),
        ("ink2", "sheet", 7.8, 9.0),
        ("ink3", "sheet", 5.6, 6.2),
        ("ink3", "selection", 4.7, 4.7),
        ("ink2", "paper", 4.5, 4.5),
        ("ink3", "paper", 4.5, 4.5),
        ("ink2", "sunk", 4.5, 4.5),
        ("ink2", "field", 4.5, 4.5),
        ("border", "sheet", 3.3, 3.8),
        ("on-action", "action", 12.0, 13.8),
        ("link", "sheet", 8.2, 8.8),
        ("link", "selection", 4.5, 4.5),
        ("assessed", "sheet", 8.1, 7.1),
        ("observed", "sheet", 5.8, 6.7),
        ("simulated", "sheet", 9.4, 9.9),
        ("assessed", "assessed-tint", 5.1, 5.4),
        ("observed", "observed-tint", 5.1, 5.4),
        ("simulated", "simulated-tint", 5.1, 5.4),
        ("ink2", "assessed-tint", 4.5, 4.5),
        ("gap", "sheet", 5.5, 8.3),
        ("synthetic", "synthetic-ground", 6.7, 10.8),
        ("focus", "sheet", 3.0, 3.0),
        ("focus", "paper", 3.0, 3.0),
        ("on-presence-strong", "presence-strong", 8.2, 4.5),
        ("on-presence-present", "presence-present", 9.3, 4.5),
        ("on-presence-weak", "presence-weak", 12.6, 4.5),
        ("frame-missing", "sheet", 3.0, 3.0),
        ("frame-external", "sheet", 3.0, 3.0),
        ("frame-unknown", "sheet", 3.0, 3.0),
        ("level-1-text", "sheet", 4.5, 4.5),
        ("level-2-text", "sheet", 4.5, 4.5),
        ("level-3-text", "sheet", 4.5, 4.5),
        ("level-4-text", "sheet", 4.5, 4.5),
        ("on-level-1", "level-1", 4.5, 4.5),
        ("on-level-2", "level-2", 4.5, 4.5),
        ("on-level-3", "level-3", 4.5, 4.5),
        ("on-level-4", "level-4", 4.5, 4.5),
        *((f"category-{number}", "sheet", 3.1, 3.1) for number in range(1, 6)),
    ],
)
def test_contrast(name: str, ground: str, light: float, dark: float) -> None:
    for side, least in enumerate((light, dark)):
        assert round(contrast(COLOURS[name][side], COLOURS[ground][side]), 1) >= least, (
            f"{name} on {ground}, {THEMES[side]}"
        )


@pytest.mark.parametrize(
    ("names", "side", "least"),
    [
        (LENSES, 0, (27, 17.5, 15.5, 15)),
        (LENSES, 1, (22.5, 16.5, 12.5, 19.5)),
        ([f"level-{number}" for number in range(1, 5)], 0, (25.5, 20.5, 15, 18.5)),
        ([f"level-{number}" for number in range(1, 5)], 1, (21.5, 12.4, 8.5, 12)),
        (list(tokens.PLACES), 0, (15.5, 14.5, 15.5, 13.9)),
        (list(tokens.PLACES), 1, (11, 11, 11, 11)),
        (list(tokens.CATEGORIES), 0, (14.5, 13.5, 14.5, 17)),
        (list(tokens.CATEGORIES), 1, (14.5, 13.5, 14.5, 17)),
    ],
)
def test_any_two_stay_apart_for_every_sight(names: list[str], side: int, least: tuple[float, ...]) -> None:
    for sight, bound in zip(SIGHTS, least, strict=True):
        assert smallest(codes(names, side), sight) >= bound, sight


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize(("scale", "least"), [("GRADES", 9.4), ("LOSS", 8.8), ("PAST", 6.2), ("CHANGE", 9.2)])
def test_neighbours_of_a_scale_stay_apart_for_every_sight(scale: str, least: float, side: int) -> None:
    names = list(getattr(tokens, scale))
    for sight in SIGHTS:
        assert round(smallest(codes(names, side), sight, neighbours=True), 1) >= least, sight


def test_every_colour_is_written_in_full_and_twice() -> None:
    assert all(re.fullmatch(r"#[0-9A-F]{6}", code) for pair in COLOURS.values() for code in pair)
    assert all(len(pair) == len(THEMES) for pair in COLOURS.values())


def test_css_has_every_token_once_a_theme() -> None:
    light, dark = css_variables().splitlines()
    assert light.startswith(":root{")
    assert dark.startswith("[data-theme=dark]{")
    for name, pair in COLOURS.items():
        assert light.count(f"--{name}:") == dark.count(f"--{name}:") == 1
        assert f"--{name}:{pair[0]}" in light
        assert f"--{name}:{pair[1]}" in dark


def test_following_the_system_is_for_screens_only() -> None:
    assert "@media screen and (prefers-color-scheme:dark)" in css_variables(follow_system=True)
    assert "prefers-color-scheme" not in css_variables()


def test_an_unknown_token_is_refused() -> None:
    with pytest.raises(KeyError):
        colour("purple")
