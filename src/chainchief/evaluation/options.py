"""The choices of an evaluation; read by the command line, the web form and the saved run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from chainchief.errors import InputError
from chainchief.options import check_choices, option, settle_types

AGGREGATIONS: dict[str, tuple[str, str]] = {
    "arithmetic": ("weighted mean, level by level", "逐级加权算术平均"),
    "geometric": ("weighted geometric mean, level by level", "逐级加权几何平均"),
    "harmonic": ("weighted harmonic mean, level by level", "逐级加权调和平均"),
    "power": ("weighted power mean, level by level", "逐级加权幂平均"),
    "weighted_sum": ("E = W·R (Zhang 2024)", "E = W·R（Zhang 2024）"),
}
"""Ways of aggregating, with their titles in English and Chinese."""

EXPONENTS = {"arithmetic": 1.0, "weighted_sum": 1.0, "geometric": 0.0, "harmonic": -1.0}
"""Way of aggregating -> exponent of the power mean it is; "power" takes the one it is given."""

NORMALISATIONS: dict[str, tuple[str, str]] = {
    "goalposts": ("the framework's goalposts", "指标体系的上下限"),
    "minmax": ("min-max over all regions and periods", "全部地区与时期的极值标准化"),
    "zscore": ("z-scores: distance from the mean in standard deviations", "z 分数：与均值之差除以标准差"),
    "rank": ("ranks: 1 for the worst value", "名次：最差为 1"),
    "percentile": ("percentile ranks", "百分位名次"),
    "borda": ("Borda points: how many values are worse", "Borda 计分：比多少个值更好"),
    "target": ("distance to the framework's targets", "与指标体系目标值的距离"),
}
"""Rulers, with their titles in English and Chinese."""

UNGRADED = ("zscore", "rank", "borda")
"""Rulers whose scores have no worst and best end, so that no grade can be read off them."""

IMPUTATIONS: dict[str, tuple[str, str]] = {
    "none": ("unknown values stay unknown", "未知值保持未知"),
    "mean": ("mean of the period, within the group where one is named", "同期均值，填写分组时取组内均值"),
    "group_mean": ("mean of the group in the period", "同期组内均值"),
    "median": ("median of the period, within the group where one is named", "同期中位数，填写分组时取组内中位数"),
    "linear": ("straight line between the region's own known years", "本地区已知年份之间线性内插"),
    "last": ("the region's own last known value", "沿用本地区最近一次已知值"),
    "knn": ("mean of the five rows most alike", "最相近五行的均值"),
    "iterative": ("regressions on the other indicators, in turns", "用其他指标轮流回归估计"),
}
"""Ways of filling unknown values, with their titles in English and Chinese."""

TREATMENTS: dict[str, tuple[str, str]] = {
    "none": ("outliers stay as they are", "不处理异常值"),
    "skew_kurtosis": (
        "winsorised until |skewness| < 2 or excess kurtosis < 3.5, else the logarithm",
        "缩尾至 |偏度| < 2 或超额峰度 < 3.5，仍不满足则取对数",
    ),
    "iqr": ("winsorised at 1.5 interquartile ranges beyond the quartiles", "在四分位数外 1.5 倍四分位距处缩尾"),
}
"""Rules for outliers, with their titles in English and Chinese."""

WEIGHTS: dict[str, tuple[str, str]] = {
    "framework": ("those of the framework", "指标体系所给权重"),
    "equal": ("equal within each parent", "同级等权"),
    "ahp": ("pairwise judgements (AHP)", "两两比较判断（层次分析法）"),
    "entropy": ("entropy of the values", "熵权法"),
    "critic": ("CRITIC: contrast and conflict of the values", "CRITIC 法：对比强度与冲突性"),
    "variation": ("coefficient of variation of the values", "变异系数法"),
    "gini": ("Gini coefficient of the values", "基尼系数法"),
    "pca": ("first principal component of the values", "第一主成分"),
    "combined": ("judgements or framework, combined with the entropy of the values", "主观权重与熵权组合"),
}
"""Where the weights come from, with their titles in English and Chinese."""

QUALITY_NOISE: dict[str, float] = {"A": 0.0, "B": 0.02, "C": 0.10, "D": 0.20, "S": 0.05}
"""Relative standard deviation of a value by its quality (own); an unstated quality gets none, and that is said."""

LEAST_COVERAGE = 0.6
"""A derived value that rests on a smaller share of output, firms, ties or segments is shown, not scored."""


@dataclass(frozen=True)
class EvaluationOptions:
    """How a chain is scored.

    denominate : text as below, True = "framework", False or None = "none", or a mapping indicator -> column
    impute, impute_group, treat, treat_by, treat_points : what happens to the values before they are put on the ruler
    normalise : None = goalposts where every indicator has them, else min-max
    draws, weight_noise, seed : each weight is multiplied by U(1 − weight_noise, 1 + weight_noise), `draws` times
    scale : what the worst and the best value of an indicator score; z-scores, ranks and Borda points keep their own
    """

    denominate: str = option(
        "framework",
        "what values are divided by: framework, none, one column for all, or code=column;code=column",
        help_zh="除以什么：framework＝按指标体系，none＝不除，也可填一个列名或“代码=列名;代码=列名”",
    )
    impute: str = option("none", "how unknown values are filled", help_zh="未知值如何填补", choices=tuple(IMPUTATIONS))
    impute_group: str = option("", "the column that groups regions for filling", help_zh="填补时划分地区组别的列")
    treat: str = option("none", "what is done about outliers", help_zh="异常值如何处理", choices=tuple(TREATMENTS))
    treat_by: str = option(
        "pool",
        "look for outliers over all periods or in each by itself",
        help_zh="异常值按全部时期合并判断，或逐期判断",
        choices=("pool", "period"),
    )
    treat_points: int = option(5, "most values of an indicator that are winsorised", help_zh="每个指标最多缩尾的值数")
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
    power: float = option(
        0.5,
        "exponent of the power mean: 1 arithmetic, -1 harmonic",
        help_zh="幂平均的指数：1 为算术平均，-1 为调和平均",
    )
    weights: str = option(
        "framework",
        "where the weights come from: framework, equal, judgements (ahp), the values, or both (combined)",
        help_zh="权重来源：指标体系、等权、判断（ahp）、数据，或主客观组合（combined）",
        choices=tuple(WEIGHTS),
    )
    combine: str = option(
        "geometric",
        "how combined weights are put together",
        help_zh="组合权重的合成方法",
        choices=("geometric", "product", "linear", "game"),
    )
    objective: str = option(
        "entropy",
        "which weights of the values are combined",
        help_zh="参与组合的客观权重",
        choices=("entropy", "critic", "variation", "gini", "pca"),
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
        object.__setattr__(self, "denominate", _denominate_text(self.denominate))
        object.__setattr__(self, "exclude", _joined(self.exclude))
        settle_types(self)
        check_choices(self)
        if self.period is not None:
            object.__setattr__(self, "period", str(self.period) or None)
        _check(self.scale[0] < self.scale[1], "scale", "low, high with low < high")
        _check(all(abs(end) <= 1e6 for end in self.scale), "scale", "two numbers of at most a million")
        _check(0 <= self.min_coverage <= 1, "min_coverage", "0..1")
        _check(0 <= self.min_known <= 1, "min_known", "0..1")
        _check(self.draws >= 0, "draws", ">= 0")
        _check(0 <= self.weight_noise <= 1, "weight_noise", "0..1")
        _check(self.seed >= 0, "seed", ">= 0")
        _check(self.treat_points >= 1, "treat_points", ">= 1")
        _check(self.power != 0 and abs(self.power) <= 20, "power", "another than 0, -20..20 (for 0 take geometric)")

    @property
    def exponent(self) -> float:
        """The exponent of the power mean that aggregates."""
        return EXPONENTS.get(self.aggregate, self.power)


@dataclass(frozen=True)
class OverTimeOptions:
    """How an evaluation is looked at over time.

    groups : a column of the data for within and between; breaks : "2019" (between the last period before 2019 and
        2019), "2018/2019", "D111@2018/2019" for one indicator, several separated by ";"
    """

    groups: str = option(
        "", "the column that groups regions; empty = the only one there is", help_zh="分组列；留空＝仅有的一列"
    )
    breaks: str = option(
        "",
        "declared breaks of base, such as 2018/2019 or D111@2018/2019; separated by ';'",
        help_zh="已知的口径断点，如 2018/2019 或 D111@2018/2019；用“;”分隔",
    )
    detect: str = option(
        "cut",
        "what happens where many regions jump at once: cut the series, note it only, do not look",
        help_zh="多数地区同时跳变时：分段计算、仅提示、不检查",
        choices=("cut", "note", "off"),
    )
    least_weight: float = option(
        0.05,
        "a found break cuts the score only when its indicators weigh at least this much",
        help_zh="断点指标的权重合计达到该值才分段",
        unit="share",
    )

    def __post_init__(self) -> None:
        check_choices(self)
        if not 0 <= self.least_weight <= 1:
            raise InputError("least_weight: must be 0..1", "least_weight：应为 0–1")


def _joined(given: object) -> object:
    """Several regions as one text: ["a", "b"] = "a;b"."""
    several = isinstance(given, Iterable) and not isinstance(given, str)
    return ";".join(str(region) for region in given) if several and isinstance(given, Iterable) else given


def _denominate_text(given: object) -> str:
    """The option as text: True = framework, False or None = none, a mapping written out.

    >>> _denominate_text(True), _denominate_text(None), _denominate_text({"a": "GDP", "b": "Area"})
    ('framework', 'none', 'a=GDP;b=Area')
    """
    if isinstance(given, Mapping):
        return ";".join(f"{code}={column}" for code, column in given.items()) or "none"
    if given is None or isinstance(given, bool):
        return "framework" if given else "none"
    return str(given).strip() or "none"


def _check(holds: bool, name: str, allowed: str) -> None:
    if not holds:
        raise InputError(f"{name}: must be {allowed}", f"{name}：应为 {allowed}")
