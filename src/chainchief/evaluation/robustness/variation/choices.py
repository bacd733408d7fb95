"""What is varied: the options of draws and counts, read by the command line, the web form and the saved run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from chainchief.errors import InputError
from chainchief.evaluation.options import AGGREGATIONS, IMPUTATIONS, NORMALISATIONS, TREATMENTS
from chainchief.options import check_choices, option, settle_types

AUTO = "auto"
"""The rulers that keep the scale and that the framework and the values allow."""
AUTO_RULERS = ("goalposts", "minmax", "percentile")
KNOWN = {
    "impute": tuple(IMPUTATIONS),
    "treat": tuple(TREATMENTS),
    "normalise": tuple(NORMALISATIONS),
    "aggregate": tuple(AGGREGATIONS),
    "weights": ("framework", "equal"),
}
"""Choice that draws can make -> its alternatives."""


@dataclass(frozen=True)
class UncertaintyOptions:
    """What is drawn.

    weight_draw : "uniform" multiplies each weight by its own U(1 − weight_noise, 1 + weight_noise); "dirichlet" draws
        the weights of siblings from a Dirichlet distribution around the given ones, sd² = w (1 − w) / (concentration +
        1); "none" keeps them
    data_noise : values move by their quality (see QUALITY_NOISE)
    impute, treat, normalise, aggregate, weights : names separated by ";", each draw picks one; empty = as evaluated
    """

    draws: int = option(10_000, "how many draws", help_zh="抽样次数")
    seed: int = option(20240, "seed of the draws", help_zh="随机种子")
    weight_draw: str = option(
        "uniform", "how weights are drawn", help_zh="权重的抽样方式", choices=("uniform", "dirichlet", "none")
    )
    weight_noise: float = option(0.25, "how far a weight is varied", help_zh="权重扰动幅度", unit="share")
    concentration: float = option(
        100.0, "how close Dirichlet weights stay to the given ones", help_zh="Dirichlet 权重的集中度，越大越接近原权重"
    )
    data_noise: bool = option(True, "vary values by their quality as well", help_zh="同时按数据质量扰动数值")
    impute: str = option("", "ways of filling to pick from, a;b", help_zh="可选的填补方法，用“;”分隔")
    treat: str = option("", "rules for outliers to pick from, a;b", help_zh="可选的异常值处理方法，用“;”分隔")
    normalise: str = option("", "rulers to pick from, a;b", help_zh="可选的标准化方法，用“;”分隔")
    aggregate: str = option("", "ways of aggregating to pick from, a;b", help_zh="可选的汇总方法，用“;”分隔")
    weights: str = option("", "weights to pick from: framework;equal", help_zh="可选的权重：framework;equal")

    def __post_init__(self) -> None:
        for name, known in KNOWN.items():
            object.__setattr__(self, name, _named(name, getattr(self, name), known))
        settle_types(self)
        settle_types(self)
        check_choices(self)
        _check(self.draws >= 1, "draws", ">= 1")
        _check(self.seed >= 0, "seed", ">= 0")
        _check(0 <= self.weight_noise <= 1, "weight_noise", "0..1")
        _check(0 < self.concentration <= 1e9, "concentration", "above 0")

    @property
    def factors(self) -> dict[str, tuple[str, ...]]:
        """Name of the choice -> the alternatives that draws pick from."""
        return {name: tuple(getattr(self, name).split(";")) for name in KNOWN if getattr(self, name)}


@dataclass(frozen=True)
class VaryOptions(UncertaintyOptions):
    """What is drawn, what is counted, and around which evaluation.

    try_impute, try_treat, try_normalise, try_aggregate, try_weights : alternatives of which every combination is worked
        out; the choice of the evaluation is always among them; empty = only that one
    """

    evaluation: int | None = option(
        None, "number of the evaluation to vary; empty = the newest", help_zh="要检验的评估运行号；留空＝最新"
    )
    try_impute: str = option(
        "", "ways of filling to count, a;b: every combination is worked out", help_zh="逐一计算的填补方法，用“;”分隔"
    )
    try_treat: str = option(
        "none;skew_kurtosis", "rules for outliers to count, a;b", help_zh="逐一计算的异常值处理方法，用“;”分隔"
    )
    try_normalise: str = option(
        AUTO,
        "rulers to count, a;b; auto = goalposts, min-max and percentile ranks, as far as the data allow",
        help_zh="逐一计算的标准化方法，用“;”分隔；auto＝上下限、极值与百分位中数据允许者",
    )
    try_aggregate: str = option(
        "arithmetic;geometric;harmonic", "ways of aggregating to count, a;b", help_zh="逐一计算的汇总方法，用“;”分隔"
    )
    try_weights: str = option(
        "framework;equal", "weights to count: framework;equal", help_zh="逐一计算的权重：framework;equal"
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        for name, known in KNOWN.items():
            field = f"try_{name}"
            given = getattr(self, field)
            if name != "normalise" or given != AUTO:
                object.__setattr__(self, field, _named(field, given, known))

    @property
    def tried(self) -> dict[str, tuple[str, ...]]:
        """Name of the choice -> the alternatives beside that of the evaluation; "auto" stands for itself."""
        named = {name: getattr(self, f"try_{name}") for name in KNOWN}
        return {name: tuple(text.split(";")) for name, text in named.items() if text}


def _named(field: str, given: Any, known: tuple[str, ...]) -> str:
    """The names of a field, separated by ";", each of them known."""
    parts = given.split(";") if isinstance(given, str) else list(given or ())
    names = list(dict.fromkeys(text for text in (str(part).strip() for part in parts) if text))
    if strange := [text for text in names if text not in known]:
        raise InputError(
            f"{field}: unknown choice '{strange[0]}'; choose {', '.join(known)}",
            f"{field}：没有选项“{strange[0]}”；可选：{'、'.join(known)}",
        )
    return ";".join(names)


def _check(holds: bool, name: str, allowed: str) -> None:
    if not holds:
        raise InputError(f"{name}: must be {allowed}", f"{name}：应为 {allowed}")
