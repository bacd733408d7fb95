"""The choices of an evaluation; read by the command line, the web form and the saved run."""

from __future__ import annotations

from dataclasses import dataclass

from chainchief.errors import InputError
from chainchief.options import check_choices, option

AGGREGATIONS: dict[str, tuple[str, str]] = {
    "arithmetic": ("weighted mean, level by level", "逐级加权算术平均"),
    "geometric": ("weighted geometric mean, level by level", "逐级加权几何平均"),
    "weighted_sum": ("E = W·R (Zhang 2024)", "E = W·R（Zhang 2024）"),
}
"""Ways of aggregating, with their titles in English and Chinese."""

NORMALISATIONS: dict[str, tuple[str, str]] = {
    "goalposts": ("the framework's goalposts", "指标体系的上下限"),
    "minmax": ("min-max over all regions and periods", "全部地区与时期的极值标准化"),
}
"""Rulers, with their titles in English and Chinese."""

QUALITY_NOISE: dict[str, float] = {"A": 0.0, "B": 0.02, "C": 0.10, "D": 0.20, "S": 0.05}
"""Relative standard deviation of a value by its quality (own); an unstated quality gets none, and that is said."""

LEAST_COVERAGE = 0.6
"""A derived value that rests on a smaller share of output, firms, ties or segments is shown, not scored."""


@dataclass(frozen=True)
class EvaluationOptions:
    """How a chain is scored.

    normalise : None = goalposts where every indicator has them, else min-max
    draws, weight_noise, seed : each weight is multiplied by U(1 − weight_noise, 1 + weight_noise), `draws` times
    scale : what the worst and the best value of an indicator score
    """

    normalise: str | None = option(
        None,
        "the ruler; empty = goalposts where the framework has them, else min-max",
        help_zh="标准化方法；留空＝有上下限用上下限，否则用极值标准化",
        choices=tuple(NORMALISATIONS),
    )
    aggregate: str = option(
        "arithmetic",
        "how indicators become one score",
        help_zh="汇总方法",
        choices=tuple(AGGREGATIONS),
    )
    weights: str = option(
        "framework",
        "the framework's weights, or equal ones within each parent",
        help_zh="指标体系的权重，或同级等权",
        choices=("framework", "equal"),
    )
    derive: str = option(
        "missing",
        "use values derived from firms, ties and segments",
        help_zh="是否使用由企业、供需关系和环节推算的数值",
        choices=("missing", "never", "only"),
    )
    period: str | None = option(None, "the period to score; empty = all", help_zh="要评估的时期；留空＝全部")
    min_coverage: float = option(
        LEAST_COVERAGE,
        "a derived value resting on less is shown, not scored",
        help_zh="推算值的覆盖率低于此值时只显示、不计分",
        unit="share",
    )
    min_known: float = option(
        0.1,
        "a region whose known indicators carry less of the weight gets no score",
        help_zh="已知指标的权重合计低于此值的地区不评分",
        unit="share",
    )
    exclude: str = option(
        "",
        "regions to leave out, separated by ';', such as a national row",
        help_zh="不参评的地区，用“;”分隔，如全国行",
    )
    draws: int = option(1000, "how often the weights are varied; 0 = not at all", help_zh="权重扰动次数；0＝不扰动")
    weight_noise: float = option(0.25, "how far a weight is varied", help_zh="权重扰动幅度", unit="share")
    data_noise: bool = option(True, "vary values by their quality as well", help_zh="同时按数据质量扰动数值")
    seed: int = option(20240, "seed of the draws", help_zh="随机种子")
    scale: tuple[float, float] = option(
        (0.0, 1.0), "what the worst and the best value score", help_zh="最差与最好值的得分"
    )

    def __post_init__(self) -> None:
        check_choices(self)
        if self.period is not None:
            object.__setattr__(self, "period", str(self.period) or None)
        object.__setattr__(self, "scale", tuple(float(end) for end in self.scale))
        _check(len(self.scale) == 2 and self.scale[0] < self.scale[1], "scale", "low, high with low < high")
        _check(all(abs(end) <= 1e6 for end in self.scale), "scale", "two numbers of at most a million")
        _check(0 <= self.min_coverage <= 1, "min_coverage", "0..1")
        _check(0 <= self.min_known <= 1, "min_known", "0..1")
        _check(self.draws >= 0, "draws", ">= 0")
        _check(0 <= self.weight_noise <= 1, "weight_noise", "0..1")
        _check(self.seed >= 0, "seed", ">= 0")


def _check(holds: bool, name: str, allowed: str) -> None:
    if not holds:
        raise InputError(f"{name}: must be {allowed}", f"{name}：应为 {allowed}")
