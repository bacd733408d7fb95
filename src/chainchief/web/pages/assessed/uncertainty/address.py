"""What an address asks to be varied, read into options."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from chainchief.errors import InputError
from chainchief.workspace.variation import PICKS, VaryOptions

ASKED = "asked"
"""A form was sent: boxes that are not in the address are not ticked."""
NUMBERS = {"draws": int, "seed": int, "weight_noise": float, "concentration": float}
SWITCH = {"true": True, "false": False}


def asked_options(query: Mapping[str, str], usual: VaryOptions, own: Any) -> VaryOptions:
    """The options an address names, the usual ones where it names none.

    query : draws=2000, weight_draw=dirichlet, data_noise=false, aggregate=arithmetic;geometric, or ticked boxes
        aggregate.geometric=on
    own : options of the evaluation; its choice is among those that are picked from
    raises : InputError for what cannot be read
    """
    changes = _changes({name: text for name, text in query.items() if text})
    for choice, known in PICKS.items():
        ticked = [name for name in known if f"{choice}.{name}" in query]
        every = dict.fromkeys((getattr(own, choice), *ticked))
        if len(every) > 1:
            changes[choice] = ";".join(every)
        elif ASKED in query and choice not in changes:
            changes[choice] = ""
    return dataclasses.replace(usual, **changes) if changes else usual


def kept_options(sent: Mapping[str, str]) -> VaryOptions:
    """The options a form names in full, empty ones too."""
    return VaryOptions(**_changes(sent))


def _changes(texts: Mapping[str, str]) -> dict[str, Any]:
    named = {field.name for field in dataclasses.fields(VaryOptions)} - {"evaluation"}
    return {name: _read(name, text) for name, text in texts.items() if name in named}


def number_in(query: Mapping[str, str], name: str, kind: type = int) -> Any:
    """A number of the address, None when it is absent; InputError for a text."""
    text = query.get(name, "")
    if not text:
        return None
    try:
        return kind(text)
    except ValueError as error:
        raise InputError(f"{name}: '{text[:20]}' is no number", f"{name}：“{text[:20]}”不是数字") from error


def _read(name: str, text: str) -> Any:
    if name in NUMBERS:
        return number_in({name: text}, name, NUMBERS[name])
    if name != "data_noise":
        return text
    if text not in SWITCH:
        raise InputError("data_noise: must be true or false", "data_noise：应为 true 或 false")
    return SWITCH[text]
