"""The one list of steps; the command line, the web forms and the saved runs are made from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import Any

from chainchief import diagnosis, evaluation, views
from chainchief.errors import InputError, ModelError
from chainchief.evaluation import crosscheck, robustness
from chainchief.evaluation.options import EvaluationOptions, OverTimeOptions
from chainchief.evaluation.robustness.variation.choices import VaryOptions
from chainchief.options import check_choices, option
from chainchief.views import results as shown
from chainchief.views.reports.file import REPORT_FORMATS

AUTO = "auto"
"""The framework nobody chose: that of the workspace, else the sheet indicator_meta, else zhang-2024-anchored."""

Files = dict[str, bytes]


@dataclass(frozen=True)
class Subject:
    """What a step works on.

    chain : the tables; framework : name -> Framework; kept : number of an earlier run -> its result
    findings : what there is to say about the tables, worked out at most once
    today : date of the run (ISO)
    tell : is told how far long work is: (done, of how many, what is next)
    """

    chain: Any
    framework: Callable[[str], Any]
    kept: Callable[[int], Any]
    findings: Callable[[], list[Any]]
    today: str
    tell: Callable[[int, int, str], None] | None = None


@dataclass(frozen=True)
class Step:
    """One thing a workspace can do.

    compute : (subject, options) -> result; `subject` gives the chain, frameworks and earlier runs
    files : result -> the files its run keeps; the same result gives the same bytes
    """

    name: str
    title: str
    title_zh: str
    help: str
    help_zh: str
    options: type
    compute: Callable[[Subject, Any], Any]
    files: Callable[[Any], Files]


@dataclass(frozen=True)
class CheckOptions:
    """Nothing to choose."""


@dataclass(frozen=True)
class EvaluateOptions(EvaluationOptions):
    """How a chain is scored, and by which framework."""

    framework: str = option(
        AUTO,
        "a bundled framework, one of the workspace, or a CSV file; auto = the workspace's, else the sheet "
        "indicator_meta, else zhang-2024-anchored",
        help_zh="内置或工作区内的指标体系，或 CSV 文件；auto＝工作区设定，其次“指标体系”表，否则 zhang-2024-anchored",
    )


def _as_evaluated(name: str) -> Any:
    """The same option as an evaluation has."""
    same = next(one for one in fields(EvaluateOptions) if one.name == name)
    return field(default=same.default, metadata=same.metadata)


@dataclass(frozen=True)
class WeighOptions:
    """Which weights count; all the others are worked out beside them."""

    framework: str = option(
        AUTO,
        "a bundled framework, one of the workspace, or a CSV file; auto = that of the newest evaluation, else the "
        "workspace's, else the sheet indicator_meta, else zhang-2024-anchored",
        help_zh="内置或工作区内的指标体系，或 CSV 文件；auto＝最近一次评估所用，其次工作区设定，再次“指标体系”表，"
        "否则 zhang-2024-anchored",
    )
    weights: str = _as_evaluated("weights")
    combine: str = _as_evaluated("combine")
    objective: str = _as_evaluated("objective")

    def __post_init__(self) -> None:
        check_choices(self)


@dataclass(frozen=True)
class CrosscheckOptions:
    """Which evaluation is held against other methods, and how grades are shared out."""

    evaluation: int | None = option(
        None, "number of the evaluation to check; empty = the newest", help_zh="要核查的评估运行号；留空＝最新"
    )
    rho: float = option(0.5, "distinguishing coefficient of the grey relational grade", help_zh="灰色关联的分辨系数")
    operator: str = option(
        "weighted_average",
        "how memberships of indicators become those of the whole",
        help_zh="模糊合成算子",
        choices=("weighted_average", "max_min", "max_product", "bounded_sum"),
    )
    shape: str = option(
        "trapezoid", "shape of the membership functions", help_zh="隶属函数的形状", choices=("trapezoid", "triangle")
    )

    def __post_init__(self) -> None:
        check_choices(self)


@dataclass(frozen=True)
class FollowOptions(OverTimeOptions):
    """Which evaluation is followed through its periods, and how."""

    evaluation: int | None = option(
        None, "number of the evaluation to follow; empty = the newest", help_zh="要逐年比较的评估运行号；留空＝最新"
    )


@dataclass(frozen=True)
class DiagnoseOptions:
    """Which region at which time."""

    region: str | None = option(
        None, "code of the region; empty = the chain's own", help_zh="地区编号；留空＝本链所属地区"
    )
    period: str | None = option(None, "the period; empty = the base year", help_zh="时期；留空＝基准年")


@dataclass(frozen=True)
class ReportOptions:
    """What the report says, in which language, for which program."""

    language: str = option("en", "language of the report", help_zh="报告语言", choices=("en", "zh"))
    format: str = option(
        "html",
        "html = one page for browser and printer, docx = Word, xlsx = Excel",
        help_zh="html＝浏览器与打印用的单页，docx＝Word，xlsx＝Excel",
        choices=tuple(REPORT_FORMATS),
    )
    evaluation: int | None = option(
        None, "number of the evaluation to report; empty = the newest", help_zh="要报告的评估运行号；留空＝最新"
    )
    follow: int | None = option(
        None,
        "number of the run of follow whose breaks and groups hold; empty = the newest",
        help_zh="采用哪次 follow 运行的断点与分组；留空＝最新",
    )

    def __post_init__(self) -> None:
        check_choices(self)


def _check(subject: Subject, options: CheckOptions) -> list[Any]:
    return list(evaluation.check(subject.chain))


def _check_files(result: list[Any]) -> Files:
    return {"findings.csv": views.findings_csv(result).encode()}


def _evaluate(subject: Subject, options: EvaluateOptions) -> Any:
    return evaluation.evaluate(subject.chain, subject.framework(options.framework), options)


def _evaluate_files(result: Any) -> Files:
    frames = {
        "scores": result.scores,
        "overall": result.overall.to_frame("overall").assign(grade=result.grades, unstable=result.unstable),
        "contributions": result.contributions,
        "bounds": result.bounds,
        "weights": result.weights,
        "observations": result.observations.set_index("region_id"),
        "missing": result.missing.set_index("region_id"),
        "rank_intervals": result.rank_intervals,
        "overall_intervals": result.overall_intervals,
        "grade_shares": result.grade_shares,
        **evaluation.log_frames(result.log),
    }
    return {f"{name}.csv": views.to_csv(frame, index=True).encode() for name, frame in frames.items()}


def _weigh(subject: Subject, options: WeighOptions) -> Any:
    chosen = EvaluationOptions(weights=options.weights, combine=options.combine, objective=options.objective)
    return crosscheck.audit_chain(subject.chain, subject.framework(options.framework), chosen)


def _weigh_files(result: Any) -> Files:
    frames = crosscheck.audit_frames(result)
    return {f"{name}.csv": views.to_csv(frame).encode() for name, frame in frames.items()}


def _crosscheck(subject: Subject, options: CrosscheckOptions) -> Any:
    return crosscheck.second_opinions(
        _evaluated(subject, options.evaluation), options.rho, options.operator, options.shape
    )


def _evaluated(subject: Subject, number: int | None) -> Any:
    """The evaluation of a number; without one that of the framework nobody chose."""
    if number is None:
        return evaluation.evaluate(subject.chain, subject.framework(AUTO))
    kept = subject.kept(number)
    if not hasattr(kept, "overall"):
        raise InputError(f"run {number} is no evaluation", f"运行 {number} 不是评估")
    return kept


def _crosscheck_files(result: Any) -> Files:
    return {f"{name}.csv": views.to_csv(frame, index=True).encode()
            for name, frame in crosscheck.opinion_frames(result).items()}  # fmt: skip


def _vary(subject: Subject, options: VaryOptions) -> Any:
    return robustness.study_robustness(_evaluated(subject, options.evaluation), options, subject.tell)


def _vary_files(result: Any) -> Files:
    frames = robustness.robustness_frames(result)
    return {f"{name}.csv": views.to_csv(frame, index=True).encode() for name, frame in frames.items()}


def _follow(subject: Subject, options: FollowOptions) -> Any:
    return evaluation.over_time(_evaluated(subject, options.evaluation), options)


def _follow_files(result: Any) -> Files:
    frames = {name: getattr(result, name) for name in ("growth", "paths", "regional", "scores")}
    files = {f"{name}.csv": views.to_csv(frame, index=True).encode() for name, frame in frames.items()}
    return {**files, "breaks.csv": views.to_csv(result.breaks).encode()}


def _diagnose(subject: Subject, options: DiagnoseOptions) -> Any:
    return diagnosis.diagnose(subject.chain, options.region, options.period)


def _diagnose_files(result: Any) -> Files:
    frames = {name: getattr(result, name) for name in ("segments", "flows", "scales", "outside")}
    return {f"{name}.csv": views.to_csv(frame).encode() for name, frame in frames.items()}


def _report(subject: Subject, options: ReportOptions) -> Any:
    """The HTML as a text, or the file of another format."""
    scored = _scored(subject, options)
    checked = [crosscheck.second_opinions(one) for one in scored if hasattr(one, "overall")]
    weighed = [crosscheck.audit_weights(one) for one in scored if _beyond_the_framework(one)]
    sure = [
        robustness.study_robustness(one, robustness.usual_options(one)) for one in scored if hasattr(one, "overall")
    ]
    followed = _followed(subject, options.follow)
    results = [*scored, *sure, *weighed, *checked, *followed, *_mapped(subject), subject.findings()]
    choices = (options.format, options.language)
    file = views.report_file(subject.chain, results, *choices, made=subject.today, run=options.evaluation)
    return file.text if options.format == "html" else file


def _followed(subject: Subject, number: int | None) -> list[Any]:
    return [] if number is None else [shown.Followed(subject.kept(number), number)]


def _beyond_the_framework(result: Any) -> bool:
    """Whether the weights of an evaluation come from judgements or from the values."""
    return hasattr(result, "overall") and result.options.weights not in ("framework", "equal")


def _scored(subject: Subject, options: ReportOptions) -> list[Any]:
    """The evaluation a report shows, or the sentence that says why there is none."""
    if options.evaluation is not None:
        return [_evaluated(subject, options.evaluation)]
    if not (subject.chain.has("indicators") or subject.chain.has("firms")):
        return []
    try:
        return [evaluation.evaluate(subject.chain, subject.framework(AUTO))]
    except (InputError, ModelError) as refusal:
        return [refusal]


def _mapped(subject: Subject) -> list[Any]:
    return [diagnosis.diagnose(subject.chain)] if subject.chain.has("segments") else []


def _report_files(result: Any) -> Files:
    if isinstance(result, str):
        return {"report.html": result.encode()}
    return {f"report.{result.format}": result.content}


def _steps() -> dict[str, Step]:
    listed = (
        Step(
            "check", "Check the data", "核对数据", "Say what is wrong, doubtful or assumed in the tables.",
            "列出数据中的错误、疑点与假定。", CheckOptions, _check, _check_files,
        ),
        Step(
            "evaluate", "Score the regions", "评估韧性", "Score and grade every region, with bands and reasons.",
            "为各地区评分定级，附区间与缘由。", EvaluateOptions, _evaluate, _evaluate_files,
        ),
        Step(
            "weigh", "Audit the weights", "审查权重",
            "Whose judgement is in the weights, how consistent it is, and which ranks hang on it.",
            "权重是谁的判断、是否自洽、影响哪些位次。", WeighOptions, _weigh, _weigh_files,
        ),
        Step(
            "crosscheck", "Cross-check the evaluation", "交叉核验",
            "Other methods, the structure of the data and fuzzy grades beside an evaluation.",
            "用其他方法、数据结构与模糊等级核验一次评估。", CrosscheckOptions, _crosscheck, _crosscheck_files,
        ),
        Step(
            "vary", "Vary choices and weights", "检验稳健性",
            "How sure scores and ranks are: draws, every combination of choices, one indicator left out.",
            "得分与位次有多可靠：抽样、逐一组合、逐个剔除指标。", VaryOptions, _vary, _vary_files,
        ),
        Step(
            "follow", "Follow the regions over the years", "逐年比较地区",
            "Growth three ways, ranks, breaks of base, and how unequal the regions are, period by period.",
            "三种口径的增长、位次、口径断点与地区差距，逐期给出。", FollowOptions, _follow, _follow_files,
        ),
        Step(
            "diagnose", "Map the chain", "绘制链图", "Segments, firms, flows and partners by scale of place.",
            "环节、企业、流向与各尺度伙伴。", DiagnoseOptions, _diagnose, _diagnose_files,
        ),
        Step(
            "report", "Write the report", "生成报告", "One file ready for a meeting: HTML, Word or Excel.",
            "可直接用于会议的报告：HTML、Word 或 Excel。", ReportOptions, _report, _report_files,
        ),
    )  # fmt: skip
    return {step.name: step for step in listed}


STEPS: Mapping[str, Step] = MappingProxyType(_steps())
"""Name -> Step."""
