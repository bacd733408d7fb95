from .best_worst import BestWorstWeights as BestWorstWeights
from .best_worst import best_worst_weights as best_worst_weights
from .combination import RULES as RULES
from .combination import combine_weights as combine_weights
from .comparison import METHODS as METHODS
from .comparison import AhpWeights as AhpWeights
from .comparison import ahp_weights as ahp_weights
from .consistency import LIMIT as LIMIT
from .consistency import RANDOM_INDEX as RANDOM_INDEX
from .group import AGGREGATES as AGGREGATES
from .group import GroupWeights as GroupWeights
from .group import group_weights as group_weights
from .improved import Repair as Repair
from .improved import ThreeScaleWeights as ThreeScaleWeights
from .improved import repair_judgements as repair_judgements
from .improved import three_scale_weights as three_scale_weights
from .objective import OBJECTIVE as OBJECTIVE
from .objective import critic_weights as critic_weights
from .objective import entropy_weights as entropy_weights
from .objective import equal_weights as equal_weights
from .objective import gini_weights as gini_weights
from .objective import pca_weights as pca_weights
from .objective import variation_weights as variation_weights
from .weighing import WEIGHTINGS as WEIGHTINGS
from .weighing import Weighing as Weighing
from .weighing import weigh as weigh

__all__ = [
    "AGGREGATES",
    "LIMIT",
    "METHODS",
    "OBJECTIVE",
    "RANDOM_INDEX",
    "RULES",
    "WEIGHTINGS",
    "AhpWeights",
    "BestWorstWeights",
    "GroupWeights",
    "Repair",
    "ThreeScaleWeights",
    "Weighing",
    "ahp_weights",
    "best_worst_weights",
    "combine_weights",
    "critic_weights",
    "entropy_weights",
    "equal_weights",
    "gini_weights",
    "group_weights",
    "pca_weights",
    "repair_judgements",
    "three_scale_weights",
    "variation_weights",
    "weigh",
]
