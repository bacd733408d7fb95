from .assessment import Evaluation as Evaluation
from .assessment import evaluate as evaluate
from .checking import check as check
from .crosscheck.reliability import cronbach_alpha as cronbach_alpha
from .crosscheck.reliability import kmo as kmo
from .derivation import compare_typed as compare_typed
from .derivation import derivation_parts as derivation_parts
from .derivation import derive_indicators as derive_indicators
from .explanation import Explanation as Explanation
from .explanation import explain as explain
from .framework import Framework as Framework
from .framework import framework_from_table as framework_from_table
from .framework import framework_names as framework_names
from .framework import load_framework as load_framework
from .fuzzy.composition import fuzzy_evaluation as fuzzy_evaluation
from .options import AGGREGATIONS as AGGREGATIONS
from .options import NORMALISATIONS as NORMALISATIONS
from .options import EvaluationOptions as EvaluationOptions
from .panels.timeline import over_time as over_time
from .preparation.record import log_frames as log_frames
from .preparation.repetition import replay as replay
from .robustness.decomposition import sensitivity as sensitivity
from .robustness.montecarlo import assess_uncertainty as assess_uncertainty
from .run_difference import compare_evaluations as compare_evaluations
from .scoring import GRADES as GRADES
from .weighting.combination import combine_weights as combine_weights
from .weighting.comparison import ahp_weights as ahp_weights
from .weighting.objective import critic_weights as critic_weights
from .weighting.objective import entropy_weights as entropy_weights
from .weighting.objective import variation_weights as variation_weights

__all__ = [
    "AGGREGATIONS",
    "GRADES",
    "NORMALISATIONS",
    "Evaluation",
    "EvaluationOptions",
    "Explanation",
    "Framework",
    "ahp_weights",
    "assess_uncertainty",
    "check",
    "combine_weights",
    "compare_evaluations",
    "compare_typed",
    "critic_weights",
    "cronbach_alpha",
    "derivation_parts",
    "derive_indicators",
    "entropy_weights",
    "evaluate",
    "explain",
    "framework_from_table",
    "framework_names",
    "fuzzy_evaluation",
    "kmo",
    "load_framework",
    "log_frames",
    "over_time",
    "replay",
    "sensitivity",
    "variation_weights",
]
