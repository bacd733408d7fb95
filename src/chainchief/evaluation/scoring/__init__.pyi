from .aggregation import aggregate as aggregate
from .aggregation import leaf_weights as leaf_weights
from .aggregation import product_contributions as product_contributions
from .aggregation import weighted_mean as weighted_mean
from .arrays import Tree as Tree
from .grading import GRADES as GRADES
from .grading import grade_codes as grade_codes
from .grading import grade_distances as grade_distances
from .grading import grade_places as grade_places
from .grading import ranks as ranks
from .normalisation import normalise as normalise
from .normalisation import sample_bounds as sample_bounds
from .uncertainty import Draws as Draws
from .uncertainty import Spread as Spread
from .uncertainty import draw_overall as draw_overall
from .uncertainty import draw_weights as draw_weights
from .uncertainty import spread as spread

__all__ = [
    "GRADES",
    "Draws",
    "Spread",
    "Tree",
    "aggregate",
    "draw_overall",
    "draw_weights",
    "grade_codes",
    "grade_distances",
    "grade_places",
    "leaf_weights",
    "normalise",
    "product_contributions",
    "ranks",
    "sample_bounds",
    "spread",
    "weighted_mean",
]
