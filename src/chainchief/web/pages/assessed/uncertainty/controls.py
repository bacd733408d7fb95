"""What is varied, as a form; every choice goes into the address."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from chainchief.views import formats
from chainchief.web.markup import card, div, press, span, tag
from chainchief.web.pages.assessed.uncertainty.address import ASKED
from chainchief.web.visit import Visit
from chainchief.workspace.variation import PICKS, VaryOptions

KEPT = ("region", "period", "code", "change", "lang", "theme")
NOISES = ("0.05", "0.1", "0.25", "0.5", "1")


def controls(visit: Visit, options: VaryOptions, own: Any, top: int) -> Markup:
    """The form: how weights are drawn, whether values move, which choices are picked from, how many draws."""
    kept = [tag("input", type="hidden", name=name, value=visit.query[name]) for name in KEPT if visit.query.get(name)]
    kept.append(tag("input", type="hidden", name=ASKED, value="1"))
    fields = div(
        "choices",
        _select(visit, "weight_draw", [(name, visit.say(f"sure.draw_kind.{name}")) for name in
                ("uniform", "dirichlet", "none")], options.weight_draw),
        _select(visit, "weight_noise", _noises(visit, options), f"{options.weight_noise:g}"),
        _number(visit, "concentration", options.concentration, 1, "any"),
        _select(visit, "data_noise", [(name, visit.say(f"sure.data_noise.{name}")) for name in ("true", "false")],
                str(options.data_noise).lower()),
        _number(visit, "draws", options.draws, 1, "1"),
        _number(visit, "seed", options.seed, 0, "1"),
        _number(visit, "top", top, 1, "1"),
    )  # fmt: skip
    boxes = [_boxes(visit, choice, getattr(options, choice), getattr(own, choice)) for choice in PICKS]
    form = tag(
        "form", *kept, fields, tag("h3", visit.say("sure.picks")), tag("p", visit.say("sure.picks.says"),
        class_="small pale"), *boxes, div("ways", press(visit.say("sure.again"))),
        method="get", action=visit.path, class_="vary",
    )  # fmt: skip
    return card(visit.say("sure.controls"), form, id_="controls")


def _noises(visit: Visit, options: VaryOptions) -> list[tuple[str, str]]:
    shares = sorted({*NOISES, f"{options.weight_noise:g}"}, key=float)
    return [
        (share, visit.say("sure.up_to", share=formats.percent(float(share), 0, visit.language))) for share in shares
    ]


def _select(visit: Visit, name: str, choices: list[tuple[str, str]], chosen: str) -> Markup:
    options = [tag("option", words, value=value, selected=value == chosen) for value, words in choices]
    return div(
        "field",
        tag("label", visit.say(f"sure.option.{name}"), for_=f"vary-{name}"),
        tag("select", *options, name=name, id=f"vary-{name}"),
    )


def _number(visit: Visit, name: str, value: float, least: int, step: str) -> Markup:
    field = tag("input", type="number", name=name, id=f"vary-{name}", value=f"{value:.12g}", min=least, step=step)
    return div("field", tag("label", visit.say(f"sure.option.{name}"), for_=f"vary-{name}"), field)


def _boxes(visit: Visit, choice: str, picked: str, own: str) -> Markup:
    """The alternatives of a choice; that of the evaluation is always among them."""
    names = picked.split(";")
    boxes = []
    for name in PICKS[choice]:
        fixed = name == own
        box = tag(
            "input", type="checkbox", name=None if fixed else f"{choice}.{name}", checked=fixed or name in names,
            disabled=fixed,
        )  # fmt: skip
        words = visit.say(f"alternative.{choice}.{name}")
        boxes.append(tag("label", box, words, span("pale", visit.say("sure.own")) if fixed else None, class_="box"))
    if own not in PICKS[choice]:
        words = visit.say(f"alternative.{choice}.{own}")
        fixed_box = tag("input", type="checkbox", checked=True, disabled=True)
        boxes.insert(0, tag("label", fixed_box, words, span("pale", visit.say("sure.own")), class_="box"))
    return tag("fieldset", tag("legend", visit.say(f"factor.{choice}"), class_="field-name"), *boxes, class_="boxes")
