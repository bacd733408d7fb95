from .breaks import Breaks as Breaks
from .breaks import find_breaks as find_breaks
from .growth import GROWTH_REASONS as GROWTH_REASONS
from .growth import Growth as Growth
from .growth import growth_rates as growth_rates
from .growth import years_of as years_of
from .inequality import TheilSplit as TheilSplit
from .inequality import coefficient_of_variation as coefficient_of_variation
from .inequality import gini as gini
from .inequality import theil as theil
from .inequality import theil_decomposition as theil_decomposition
from .overlap import DagumSplit as DagumSplit
from .overlap import dagum_decomposition as dagum_decomposition

__all__ = [
    "GROWTH_REASONS",
    "Breaks",
    "DagumSplit",
    "Growth",
    "TheilSplit",
    "coefficient_of_variation",
    "dagum_decomposition",
    "find_breaks",
    "gini",
    "growth_rates",
    "theil",
    "theil_decomposition",
    "years_of",
]
