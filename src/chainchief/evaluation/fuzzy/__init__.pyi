from .composition import LEAST_VALIDITY as LEAST_VALIDITY
from .composition import OPERATORS as OPERATORS
from .composition import FuzzyEvaluation as FuzzyEvaluation
from .composition import fuzzy_evaluation as fuzzy_evaluation
from .levels import FuzzyAssessment as FuzzyAssessment
from .levels import evaluate_fuzzily as evaluate_fuzzily
from .membership import SHAPES as SHAPES
from .membership import grade_memberships as grade_memberships
from .membership import peak_memberships as peak_memberships
from .verdict import membership_validity as membership_validity

__all__ = [
    "LEAST_VALIDITY",
    "OPERATORS",
    "SHAPES",
    "FuzzyAssessment",
    "FuzzyEvaluation",
    "evaluate_fuzzily",
    "fuzzy_evaluation",
    "grade_memberships",
    "membership_validity",
    "peak_memberships",
]
