from .chain.finding import Finding as Finding
from .chain.value import Chain as Chain
from .diagnosis.panorama import Diagnosis as Diagnosis
from .diagnosis.panorama import diagnose as diagnose
from .errors import ChainChiefError as ChainChiefError
from .errors import InputError as InputError
from .errors import MissingExtra as MissingExtra
from .errors import ModelError as ModelError
from .errors import WorkspaceError as WorkspaceError
from .evaluation.assessment import Evaluation as Evaluation
from .evaluation.assessment import evaluate as evaluate
from .evaluation.checking import check as check
from .evaluation.derivation.derived import derivation_parts as derivation_parts
from .evaluation.derivation.derived import derive_indicators as derive_indicators
from .evaluation.explanation import explain as explain
from .evaluation.framework import Framework as Framework
from .evaluation.framework import load_framework as load_framework
from .evaluation.options import EvaluationOptions as EvaluationOptions
from .intake.options import ReadOptions as ReadOptions
from .intake.reading import read as read
from .views.reports.assembly import report as report
from .workspace.folder import Workspace as Workspace

__all__ = [
    "Chain",
    "ChainChiefError",
    "Diagnosis",
    "Evaluation",
    "EvaluationOptions",
    "Finding",
    "Framework",
    "InputError",
    "MissingExtra",
    "ModelError",
    "ReadOptions",
    "Workspace",
    "WorkspaceError",
    "check",
    "derivation_parts",
    "derive_indicators",
    "diagnose",
    "evaluate",
    "explain",
    "load_framework",
    "read",
    "report",
]
