"""The one list of steps; the command line, the web forms and the saved runs are made from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from chainchief import diagnosis, evaluation, views
from chainchief.errors import InputError, ModelError
from chainchief.evaluation.options import EvaluationOptions
from chainchief.options import check_choices, option

AUTO = "auto"
"""The framework nobody chose: that of the workspace, else the sheet indicator_meta, else zhang-2024-anchored."""

Files = dict[str, bytes]


@dataclass(frozen=True)
class Subject:
    """What a step works on.

    chain : the tables; framework : name -> Framework; kept : number of an earlier run -> its result
    findings : what there is to say about the tables, worked out at most once
    today : date of the run (ISO)
    """

    chain: Any
    framework: Callable[[str], Any]
    kept: Callable[[int], Any]
    findings: Callable[[], list[Any]]
    today: str


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


@dataclass(frozen=True)
class DiagnoseOptions:
    """Which region at which time."""

    region: str | None = option(
        None, "code of the region; empty = the chain's own", help_zh="地区编号；留空＝本链所属地区"
    )
    period: str | None = option(None, "the period; empty = the base year", help_zh="时期；留空＝基准年")


@dataclass(frozen=True)
class ReportOptions:
    """What the report says, in which language."""

    language: str = option("en", "language of the report", help_zh="报告语言", choices=("en", "zh"))
    evaluation: int | None = option(
        None, "number of the evaluation to report; empty = the newest", help_zh="要报告的评估运行号；留空＝最新"
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
    }
    return {f"{name}.csv": views.to_csv(frame, index=True).encode() for name, frame in frames.items()}


def _diagnose(subject: Subject, options: DiagnoseOptions) -> Any:
    return diagnosis.diagnose(subject.chain, options.region, options.period)


def _diagnose_files(result: Any) -> Files:
    frames = {name: getattr(result, name) for name in ("segments", "flows", "scales", "outside")}
    return {f"{name}.csv": views.to_csv(frame).encode() for name, frame in frames.items()}


def _report(subject: Subject, options: ReportOptions) -> str:
    results = [*_scored(subject, options), *_mapped(subject), subject.findings()]
    return str(views.report(subject.chain, results, language=options.language, made=subject.today))


def _scored(subject: Subject, options: ReportOptions) -> list[Any]:
    """The evaluation a report shows, or the sentence that says why there is none."""
    if options.evaluation is not None:
        kept = subject.kept(options.evaluation)
        if not hasattr(kept, "overall"):
            number = options.evaluation
            raise InputError(f"run {number} is no evaluation", f"运行 {number} 不是评估")
        return [kept]
    if not (subject.chain.has("indicators") or subject.chain.has("firms")):
        return []
    try:
        return [evaluation.evaluate(subject.chain, subject.framework(AUTO))]
    except (InputError, ModelError) as refusal:
        return [refusal]


def _mapped(subject: Subject) -> list[Any]:
    return [diagnosis.diagnose(subject.chain)] if subject.chain.has("segments") else []


def _report_files(result: str) -> Files:
    return {"report.html": result.encode()}


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
            "diagnose", "Map the chain", "绘制链图", "Segments, firms, flows and partners by scale of place.",
            "环节、企业、流向与各尺度伙伴。", DiagnoseOptions, _diagnose, _diagnose_files,
        ),
        Step(
            "report", "Write the report", "生成报告", "One HTML file ready for a meeting.",
            "可直接用于会议的 HTML 报告。", ReportOptions, _report, _report_files,
        ),
    )  # fmt: skip
    return {step.name: step for step in listed}


STEPS: Mapping[str, Step] = MappingProxyType(_steps())
"""Name -> Step."""
