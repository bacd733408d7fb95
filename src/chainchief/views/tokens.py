"""Every colour of the product, once, as data: name -> (light, dark)."""

from __future__ import annotations

THEMES = ("light", "dark")

FONT = (
    'Roboto, "Segoe UI", -apple-system, "PingFang SC", "Microsoft YaHei UI", "Microsoft YaHei", '
    '"Noto Sans CJK SC", "Noto Sans SC", sans-serif'
)

GROUND = {
    "paper": ("#F6F7F8", "#0F1319"),
    "sheet": ("#FFFFFF", "#171C24"),
    "sunk": ("#EEF0F3", "#1F2630"),
    "field": ("#FAFBFC", "#141920"),
    "ink": ("#1A2230", "#E8ECF1"),
    "ink2": ("#485364", "#B4BDC9"),
    "ink3": ("#5F6977", "#929DAC"),
    "line": ("#DDE1E6", "#2C3440"),
    "border": ("#868F9B", "#6B7787"),
    "action": ("#17385C", "#CFE0F3"),
    "on-action": ("#FFFFFF", "#0F1319"),
    "link": ("#1B5088", "#8FBEF0"),
    "selection": ("#E3ECF5", "#22303F"),
    "focus": ("#17385C", "#CFE0F3"),
    "gap": ("#B4411A", "#FF9A75"),
    "synthetic": ("#6E5300", "#FFE066"),
    "synthetic-ground": ("#FFF6D6", "#332B12"),
}

LENSES = {
    "assessed": ("#453CB8", "#A79CFA"),
    "assessed-tint": ("#EEEDFA", "#252342"),
    "observed": ("#0F7075", "#45B39B"),
    "observed-tint": ("#E6F2F2", "#17302E"),
    "simulated": ("#86184A", "#F2B3D0"),
    "simulated-tint": ("#F8EBF1", "#3A2130"),
}

LEVELS = {
    "level-1": ("#B3261E", "#FF6B5E"),
    "level-2": ("#E0731D", "#FFA348"),
    "level-3": ("#F5C518", "#FFE066"),
    "level-4": ("#1F66C2", "#7DB1FF"),
    "on-level-1": ("#FFFFFF", "#0F1319"),
    "on-level-2": ("#1A2230", "#0F1319"),
    "on-level-3": ("#1A2230", "#0F1319"),
    "on-level-4": ("#FFFFFF", "#0F1319"),
    "level-1-text": ("#B3261E", "#FF6B5E"),
    "level-2-text": ("#9A4A00", "#FFA348"),
    "level-3-text": ("#6E5300", "#FFE066"),
    "level-4-text": ("#1F66C2", "#7DB1FF"),
}

PRESENCE = {
    "presence-strong": ("#1F5470", "#7FB9D2"),
    "presence-present": ("#A9CBD9", "#2F5A70"),
    "presence-weak": ("#F6E3BC", "#574621"),
    "on-presence-strong": ("#FFFFFF", "#0F1319"),
    "on-presence-present": ("#1A2230", "#E8ECF1"),
    "on-presence-weak": ("#1A2230", "#E8ECF1"),
    "frame-missing": ("#B4411A", "#FF9A75"),
    "frame-external": ("#485364", "#B4BDC9"),
    "frame-unknown": ("#868F9B", "#6B7787"),
}

PLACES = {
    "place-local": ("#17385C", "#CFE3F5"),
    "place-regional": ("#2F6A97", "#7FB5DA"),
    "place-national": ("#6391B2", "#4F82A3"),
    "place-supranational": ("#C27A28", "#B97B3A"),
    "place-global": ("#8E4A12", "#E0A05F"),
}

GRADES = {
    "grade-1": ("#E4E4F5", "#2A2878"),
    "grade-2": ("#BDBFE8", "#4B46B4"),
    "grade-3": ("#7D7FCB", "#7D7FCB"),
    "grade-4": ("#4B46B4", "#BDBFE8"),
    "grade-5": ("#2A2878", "#E4E4F5"),
}

LOSS = {
    "loss-1": ("#F9EEF3", "#86184A"),
    "loss-2": ("#EBBAD0", "#B84A80"),
    "loss-3": ("#D884AB", "#D884AB"),
    "loss-4": ("#B84A80", "#EBBAD0"),
    "loss-5": ("#86184A", "#F9EEF3"),
}

PAST = {
    "past-1": ("#E6F2F2", "#0F5A5F"),
    "past-2": ("#B5D9D9", "#2F8A8F"),
    "past-3": ("#74B4B6", "#74B4B6"),
    "past-4": ("#2F8A8F", "#B5D9D9"),
    "past-5": ("#0F5A5F", "#E6F2F2"),
}

CHANGE = {
    "change-1": ("#8C4A12", "#F0BE86"),
    "change-2": ("#C98A4B", "#B97B3A"),
    "change-3": ("#EBD3B8", "#6A4A28"),
    "change-4": ("#F2F1EE", "#2A313A"),
    "change-5": ("#BFD6DF", "#2C5468"),
    "change-6": ("#5E9AB5", "#4F8FAE"),
    "change-7": ("#1C5E7E", "#A9D6EA"),
}

CATEGORIES = {
    "category-1": ("#17385C", "#CFE3F5"),
    "category-2": ("#B98A1D", "#E8C46A"),
    "category-3": ("#9F2A2A", "#E0605A"),
    "category-4": ("#4C93C4", "#4C93C4"),
    "category-5": ("#858D96", "#79818B"),
}

COLOURS: dict[str, tuple[str, str]] = {
    **GROUND,
    **LENSES,
    **LEVELS,
    **PRESENCE,
    **PLACES,
    **GRADES,
    **LOSS,
    **PAST,
    **CHANGE,
    **CATEGORIES,
}


def colour(name: str, theme: str = "light") -> str:
    """The literal colour of a token, for exports that cannot follow CSS variables.

    name : a key of COLOURS, without dashes before it
    theme : "light" or "dark"
    raises KeyError for a name nobody declared

    >>> colour("ink")
    '#1A2230'
    """
    return COLOURS[name][THEMES.index(theme)]


def css_variables(follow_system: bool = False) -> str:
    """The tokens as CSS: light on `:root`, dark on `[data-theme=dark]`.

    follow_system : also dark where the reader's system asks for it, on screen only, unless
        `data-theme` says light

    >>> css_variables().splitlines()[0][:20]
    ':root{--paper:#F6F7F'
    """
    light, dark = (";".join(f"--{name}:{pair[side]}" for name, pair in COLOURS.items()) for side in (0, 1))
    rules = [f":root{{{light};color-scheme:light}}", f"[data-theme=dark]{{{dark};color-scheme:dark}}"]
    if follow_system:
        unless_light = f":root:not([data-theme=light]){{{dark};color-scheme:dark}}"
        rules.append(f"@media screen and (prefers-color-scheme:dark){{{unless_light}}}")
    return "\n".join(rules) + "\n"
