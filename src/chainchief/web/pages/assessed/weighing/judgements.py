"""Judgements in pairs on the scale 1 to 9, with the consistency ratio while they are chosen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from chainchief.errors import InputError
from chainchief.views import formats
from chainchief.views.results import ratio_text
from chainchief.web.markup import button, card, chip, div, join, link, note, press, span, table, table_row, tag
from chainchief.web.pages.empty import no_such
from chainchief.web.pages.imports.journey import undo_import
from chainchief.web.pages.parts import cell_link, said
from chainchief.web.visit import Page, Visit, say
from chainchief.workspace.judging import (
    ENTERED,
    Ballot,
    Trial,
    ballot_of,
    experts_in,
    framework_in_use,
    judged_groups,
    try_judgements,
)

STEPS_OF_SCALE = range(9, 1, -1)
LIMIT = 0.1


def judgements(visit: Visit) -> Page:
    """The judgements of one expert about one group, to be read, changed and saved."""
    framework = framework_in_use(visit.ws)
    groups, experts = judged_groups(framework), experts_in(visit.ws, framework)
    parent = visit.query.get("parent") or next((code for code in groups if code in experts), next(iter(groups), ""))
    if parent not in groups:
        words = visit.say("judging.no_group", code=parent, framework=framework.name)
        return no_such(visit, words, visit.to("weights"), visit.say("judging.to_weights"))
    fresh = bool(visit.query.get("new"))
    known = experts.get(parent, ())
    expert = "" if fresh or "" in known else next(iter(known), "")
    expert = visit.query.get("expert") or expert
    ballot = ballot_of(visit.ws.chain, framework, parent, expert)
    if fresh:
        ballot = Ballot(parent, "", ballot.members, dict.fromkeys(ballot.values, ""))
    try:
        trial, refusal = try_judgements(framework, parent, ballot.values), ""
    except InputError as error:
        trial, refusal = None, error.say(visit.language)
    words = refusal if trial is None else join_words(trial_words(framework, trial, visit.language), visit.language)
    choosing = Choosing(visit, framework, ballot, trial, fresh)
    body = div(
        "columns judging",
        div("stack sends", _saved(visit), said(visit), _form(choosing)),
        div("stack", _outcome(choosing, words), _groups(visit, framework, experts, parent)),
    )
    ways = button(visit.say("judging.to_weights"), visit.to("weights"), "arrow_back")
    return Page(visit.question, _lead(visit, framework, ballot, expert, words), join([_undo(visit), ways]), body)


def _lead(visit: Visit, framework: Any, ballot: Ballot, expert: str, words: str) -> str:
    if not any(ballot.values.values()):
        return visit.say("judging.lead.empty", group=framework.label(ballot.parent, visit.language))
    group = framework.label(ballot.parent, visit.language)
    return visit.say("judging.lead", expert=expert or visit.say("weighing.nobody"), group=group, words=words)


def trial_words(framework: Any, trial: Trial, language: str) -> list[str]:
    """What judgements would give, sentence by sentence: how many, the ratio, circles, worst judgements, a proposal."""
    counted = say("judging.counted", language, count=trial.judged[0], all=trial.judged[1])
    if trial.found is None:
        named = formats.join([framework.label(code, language) for code in trial.apart], language)
        return [counted, say("judging.apart", language, names=named)] if trial.judged[0] else [counted]
    return [counted, _ratio_words(trial, language), *_circle_words(framework, trial, language)]


def advice_words(framework: Any, trial: Trial, language: str) -> list[str]:
    """The worst judgements with the values that would agree, and what one might change."""
    found = trial.found
    if found is None or found.consistency_ratio is None or found.consistency_ratio < LIMIT:
        return []
    lines = [
        say("judging.worst", language, first=_name(framework, row.first, language),
            second=_name(framework, row.second, language), value=ratio_text(row.judgement, language),
            fitting=ratio_text(row.fitting, language))
        for row in found.worst.itertuples(index=False)
    ]  # fmt: skip
    for place, ((first, second), value) in enumerate(trial.proposal.items()):
        names = {"first": _name(framework, first, language), "second": _name(framework, second, language)}
        ratio = formats.number(trial.step_ratios[place], 3, language)
        key = "judging.proposal.next" if place else "judging.proposal"
        lines.append(say(key, language, value=value, ratio=ratio, **names))
    return lines


def fitting_texts(trial: Trial, language: str) -> dict[str, str]:
    """«first/second» -> the judgement that would agree with the weights, «B1 × 1.8»; empty without weights."""
    if trial.found is None:
        return {}
    weights = {str(code): float(share) for code, share in trial.found.weights.items()}
    codes = list(weights)
    return {
        f"{one}/{other}": _times(one, other, weights[one] / weights[other], language)
        for place, one in enumerate(codes)
        for other in codes[place + 1 :]
    }


def _times(first: str, second: str, ratio: float, language: str) -> str:
    above, count = (first, ratio) if ratio >= 1 else (second, 1 / ratio)
    return say("judging.times", language, code=above, count=ratio_text(count, language))


def join_words(sentences: list[str], language: str) -> str:
    """Sentences one after the other; Chinese ones need no blank."""
    return ("" if language == "zh" else " ").join(sentences)


def _ratio_words(trial: Trial, language: str) -> str:
    found = trial.found
    assert found is not None
    if len(found.weights) < 3:
        return say("judging.two", language)
    if found.consistency_ratio is None:
        return say("judging.no_ratio", language)
    if trial.judged[0] == len(found.weights) - 1:
        return say("judging.spanning", language)
    key = "judging.high" if found.consistency_ratio >= LIMIT else "judging.low"
    return say(key, language, ratio=formats.number(found.consistency_ratio, 3, language))


def _circle_words(framework: Any, trial: Trial, language: str) -> list[str]:
    assert trial.found is not None
    circles = [" > ".join(_name(framework, code, language) for code in (*one, one[0])) for one in trial.found.cycles]
    return [say("judging.circle", language, circles="; ".join(circles[:3]))] if circles else []


def _name(framework: Any, code: Any, language: str) -> str:
    return str(framework.label(str(code), language) or code)


@dataclass(frozen=True)
class Choosing:
    """What one visit sees of a ballot; `trial` is None where it cannot be read, `fresh` for a new expert."""

    visit: Visit
    framework: Any
    ballot: Ballot
    trial: Trial | None
    fresh: bool = False

    @property
    def fits(self) -> dict[str, str]:
        """«first/second» -> the judgement that would agree."""
        return {} if self.trial is None else fitting_texts(self.trial, self.visit.language)

    @property
    def worst(self) -> set[str]:
        """«first/second» of the pairs to look at again."""
        return set() if self.trial is None else worst_pairs(self.trial)

    def name(self, code: str) -> str:
        """The name of a code in the reader's language."""
        return _name(self.framework, code, self.visit.language)


def worst_pairs(trial: Trial) -> set[str]:
    """«first/second» and «second/first» of the judgements to look at again; none below a ratio of .1."""
    found = trial.found
    if found is None or found.consistency_ratio is None or found.consistency_ratio < LIMIT:
        return set()
    rows = [(str(row.first), str(row.second)) for row in found.worst.itertuples(index=False)]
    return {f"{one}/{other}" for pair in rows for one, other in (pair, pair[::-1])}


def _form(choosing: Choosing) -> Markup:
    """One line a pair, with the value that would agree; saved as a whole."""
    visit, ballot = choosing.visit, choosing.ballot
    head = [visit.say(f"judging.{name}") for name in ("pair", "more_important", "fits", "cell")]
    rows = [_row(choosing, place, pair, text) for place, (pair, text) in enumerate(ballot.values.items())]
    name = div(
        "field narrow",
        tag("label", visit.say("judging.expert"), for_="expert"),
        tag("input", type="text", id="expert", name="expert", value=ballot.expert, maxlength=60, autocomplete="off"),
        note(visit.say("judging.expert_says")),
    )
    inner = [
        tag("input", type="hidden", name="parent", value=ballot.parent),
        None if choosing.fresh else tag("input", type="hidden", name="opened", value=ballot.expert),
        name,
        table(head, rows, visit.say("judging.table"), numeric=(2,)),
        note(visit.say("judging.fits_says")),
        div("form", press(visit.say("judging.save"), "save", primary=True)),
        note(visit.say("judging.save_says", file=ENTERED)),
    ]
    made = tag(
        "form", *inner, class_="stack", data_send=True, method="post",
        action=visit.address(visit.api("/judgements/form")), data_try=visit.address(visit.api("/judgements/try")),
    )  # fmt: skip
    title = visit.say("judging.title", group=choosing.name(ballot.parent))
    return card(join([chip("assessed", visit.say("lens.assessed")), " ", title]), made)


def _row(choosing: Choosing, place: int, pair: tuple[str, str], text: str) -> Markup:
    visit, (first, second), key = choosing.visit, pair, "/".join(pair)
    names = [choosing.name(code) for code in pair]
    select = tag(
        "select", *_options(visit, pair, text), name=f"value-{place}", data_first=first, data_second=second,
        aria_label=visit.say("judging.compare", first=names[0], second=names[1]),
    )  # fmt: skip
    hidden = [
        tag("input", type="hidden", name=f"{side}-{place}", value=code)
        for side, code in (("first", first), ("second", second))
    ]
    look = span("tag", visit.say("judging.look"), hidden=key not in choosing.worst)
    fits = span("", choosing.fits.get(key, formats.NOT_APPLICABLE), data_fits=key)
    items = [join([tag("code", code, class_="pale"), " ", name]) for code, name in zip(pair, names, strict=True)]
    origin = cell_link(visit, choosing.ballot.origins.get(pair, "")) or formats.NOT_APPLICABLE
    cells = (join(items, tag("br")), join([*hidden, select]), join([fits, " ", look]), origin)
    return table_row(cells, (2,), data_pair=key)


def _options(visit: Visit, pair: tuple[str, str], text: str) -> list[Markup]:
    """The scale from «first is nine times as important» to «second is», and what is written beside the scale."""
    first, second = pair
    values = [("", visit.say("judging.not_judged"))]
    values += [(str(count), visit.say("judging.times", code=first, count=count)) for count in STEPS_OF_SCALE]
    values.append(("1", visit.say("judging.same")))
    values += [
        (f"1/{count}", visit.say("judging.times", code=second, count=count)) for count in reversed(STEPS_OF_SCALE)
    ]
    if text not in dict(values):
        values.insert(1, (text, visit.say("judging.other", value=text)))
    return [tag("option", words, value=value, selected=value == text) for value, words in values]


def _outcome(choosing: Choosing, words: str) -> Markup:
    """The weights and the ratio; renewed while judgements are chosen."""
    visit, framework, trial = choosing.visit, choosing.framework, choosing.trial
    found = trial.found if trial else None
    stated = dict(zip(framework.codes, framework.local_weights(), strict=True))
    rows = []
    for code in choosing.ballot.members:
        share = formats.NOT_APPLICABLE
        if found is not None:
            share = formats.number(float(found.weights[code]), 3, visit.language)
        usual = formats.number(float(stated[code]), 3, visit.language)
        rows.append((choosing.name(code), span("", share, data_weight=code), usual))
    head = [visit.say("judging.member"), visit.say("judging.weight"), visit.say("way.framework")]
    advice = [] if trial is None else advice_words(framework, trial, visit.language)
    return tag(
        "section",
        div("card-head", tag("h2", visit.say("judging.outcome"))),
        tag("p", words, class_="text trial-said", role="status", aria_live="polite"),
        tag("ul", *(tag("li", line) for line in advice), class_="lines tight small trial-advice"),
        table(head, rows, visit.say("judging.weights"), numeric=(1, 2)),
        note(visit.say("judging.outcome_says")),
        class_="card trial",
    )


def _groups(visit: Visit, framework: Any, experts: dict[str, tuple[str, ...]], chosen: str) -> Markup:
    """Every group with the experts who judged it, each an address."""
    rows = []
    for code in judged_groups(framework):
        voices = [
            link(name or visit.say("weighing.nobody"), visit.to("weights/judgements", parent=code, expert=name))
            for name in experts.get(code, ())
        ]
        new = link(
            visit.say("judging.another" if voices else "judging.begin"),
            visit.to("weights/judgements", parent=code, new=1),
        )
        label = span("strong" if code == chosen else "", _name(framework, code, visit.language))
        rows.append(
            tag(
                "li",
                label,
                tag("br"),
                span("small", join([*voices, new], " · ")),
                aria_current="true" if code == chosen else None,
            )
        )
    return card(visit.say("judging.groups"), tag("ul", *rows, class_="lines tight"))


def _saved(visit: Visit) -> Markup | None:
    if not visit.query.get("saved"):
        return None
    words = visit.say("judging.saved", number=visit.ws.generation)
    return tag("p", words, " ", link(visit.say("judging.see"), visit.to("weights")), class_="said fine", role="status")


def _undo(visit: Visit) -> Markup | None:
    """The import in force can be taken back here when it is one of judgements."""
    in_force = [run for run in visit.ws.runs() if run.generation == visit.ws.generation and "source" in run.options]
    return undo_import(visit) if in_force and in_force[-1].options["source"] == ENTERED else None
