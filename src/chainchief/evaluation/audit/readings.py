"""What the text says or leaves out, as read, with what can be counted beside it."""

from __future__ import annotations

from collections.abc import Sequence

from chainchief.evaluation.audit.composites import GRADES, RESULTS, TREE
from chainchief.evaluation.audit.printed import Printed
from chainchief.evaluation.audit.result import AuditLine
from chainchief.evaluation.audit.wording import Judgement, joined, line, readings_told

RESPONSE = "table_4-8_emergency_response"
_TERMS = ("toughness", "elasticity", "resilience", "flexibility")
_TIMES = ("cycle", "time")


def judge_model(printed: Printed) -> Judgement:
    """Fuzzy evaluation in name, a weighted sum in formula; and whether W·R can be multiplied as it is defined."""
    absent, turned = (printed.readings("I2", state) for state in ("absent", "reversed"))
    objects, indicators = len(printed.texts(RESULTS, "region")), len(printed.texts(TREE, "level3_code"))
    by_object = "objects x indicators" in printed.readings("I2")["state"].tolist()
    lines = readings_told(printed.readings("I2"))
    if by_object:
        lines.append(line("I2.shapes", computed=float(indicators), objects=objects, indicators=indicators))
    misfit = by_object and objects != indicators
    faults = len(absent) + len(turned) + misfit
    numbers = {"objects": objects, "indicators": indicators, "absent": len(absent), "misfit": misfit}
    return Judgement("contradicts" if faults else "reproduced", numbers, tuple(lines))


def judge_weighting(printed: Printed) -> Judgement:
    """What would be needed to work out the weights again."""
    return _absent(printed, "I3", {})


def judge_directions(printed: Printed) -> Judgement:
    """Indicators that are times, and whether directions and goalposts are given."""
    rows = zip(printed.texts(TREE, "level3_code"), printed.texts(TREE, "calculation_method"), strict=True)
    times = [(code, method) for code, method in rows if set(method.casefold().split()) & set(_TIMES)]
    lines = [line("I4.time", code=code, method=method) for code, method in times]
    return _absent(printed, "I4", {"times": [code for code, _ in times]}, lines)


def judge_responses(printed: Printed) -> Judgement:
    """Levels, hours and triggers of the emergency response, and what is not said of them."""
    hours = printed.numbers(RESPONSE, "time_limit_hours")
    levels = len(set(printed.texts(RESPONSE, "level")))
    triggers = printed.texts(RESPONSE, "trigger")
    lines = [
        line(
            "I6.levels",
            computed=float(levels),
            hours=joined(f"{hour:.0f}" for hour in hours),
            triggers=joined(triggers, ("; ", "；")),
        )
    ]
    return _absent(printed, "I6", {"levels": levels, "hours": hours.tolist()}, lines)


def judge_names(printed: Printed) -> Judgement:
    """How many words the tables and figures use for one term, and which grades are open."""
    words = dict.fromkeys(_TERMS, 0)
    for name, frame in printed.tables.items():
        for column in frame.columns if name != "readings" else ():
            for cell in frame[column] if column not in ("note", "text_line", "line") else ():
                for term in _TERMS:
                    words[term] += cell.casefold().count(term)
    level1 = {term for term in _TERMS for name in printed.texts(TREE, "level1_name") if term in name.casefold()}
    ends = {column: _open(printed, column) for column in ("lower_inclusive", "upper_exclusive")}
    counted = {term: count for term, count in words.items() if count}
    lines = [line("I15.words", computed=float(len(counted)), shown=joined(f"{a} {b}" for a, b in counted.items()))]
    lines.append(line("I15.level1", computed=float(len(level1)), shown=joined(sorted(level1))))
    lines += [line(f"I15.{column}", grade=grade) for column, grades in ends.items() for grade in grades]
    lines += readings_told(printed.readings("I15"))
    numbers = {"words": counted, "level1": sorted(level1), "no_lower": ends["lower_inclusive"]}
    numbers["no_upper"] = ends["upper_exclusive"]
    one = len(level1) < 2 and len(counted) < 2
    return Judgement("reproduced" if one else "contradicts", numbers, tuple(lines))


def judge_references(printed: Printed) -> Judgement:
    """Works cited but not listed, and the figures that stand on them."""
    works = printed.readings("I16", "absent")["item"].tolist()
    cited = [text.replace("(", "").replace(")", "") for text in printed.texts("text_figures", "attributed_to")]
    resting = {work: cited.count(work) for work in works}
    from_works = sum(bool(text) and text != "author" for text in cited)
    lines = [line("I16.work", computed=float(count), work=work) for work, count in resting.items()]
    numbers = {"works": len(works), "figures": sum(resting.values()), "attributed": from_works}
    return Judgement("not_reproducible" if works else "reproduced", numbers, tuple(lines))


def judge_placeholders(printed: Printed) -> Judgement:
    """Figures that are not there."""
    return _absent(printed, "I17", {})


def _absent(printed: Printed, point: str, numbers: dict[str, object], lines: Sequence[AuditLine] = ()) -> Judgement:
    """Cannot be reproduced for as long as something the text leaves out is read as absent."""
    absent = printed.readings(point, "absent")
    told = (*lines, *readings_told(absent))
    verdict = "not_reproducible" if len(absent) else "reproduced"
    return Judgement(verdict, {**numbers, "absent": absent["item"].tolist()}, told, {"count": len(absent)})


def _open(printed: Printed, column: str) -> list[str]:
    """The grades without a bound on one side."""
    rows = zip(printed.texts(GRADES, "grade_as_printed"), printed.texts(GRADES, column), strict=True)
    return [grade for grade, bound in rows if not bound]
