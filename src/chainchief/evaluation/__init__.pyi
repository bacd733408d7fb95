from .assessment import Evaluation as Evaluation
from .assessment import evaluate as evaluate
from .checking import check as check
from .derivation import compare_typed as compare_typed
from .derivation import derivation_parts as derivation_parts
from .derivation import derive_indicators as derive_indicators
from .explanation import Explanation as Explanation
from .explanation import ExplanationStep as ExplanationStep
from .explanation import explain as explain
from .framework import Framework as Framework
from .framework import framework_from_table as framework_from_table
from .framework import framework_names as framework_names
from .framework import load_framework as load_framework
from .options import AGGREGATIONS as AGGREGATIONS
from .options import NORMALISATIONS as NORMALISATIONS
from .options import QUALITY_NOISE as QUALITY_NOISE
from .options import EvaluationOptions as EvaluationOptions
from .scoring import GRADES as GRADES

__all__ = [
    "AGGREGATIONS",
    "GRADES",
    "NORMALISATIONS",
    "QUALITY_NOISE",
    "Evaluation",
    "EvaluationOptions",
    "Explanation",
    "ExplanationStep",
    "Framework",
    "check",
    "compare_typed",
    "derivation_parts",
    "derive_indicators",
    "evaluate",
    "explain",
    "framework_from_table",
    "framework_names",
    "load_framework",
]
