from .decomposition import Sensitivity as Sensitivity
from .decomposition import sensitivity as sensitivity
from .enumeration import Enumeration as Enumeration
from .enumeration import ExactShares as ExactShares
from .enumeration import enumerate_exactly as enumerate_exactly
from .enumeration import exact_shares as exact_shares
from .montecarlo import Drawn as Drawn
from .montecarlo import Uncertainty as Uncertainty
from .montecarlo import assess_uncertainty as assess_uncertainty
from .montecarlo import draw as draw
from .montecarlo import pair_wins as pair_wins
from .ranking import RankSummary as RankSummary
from .ranking import pair_shares as pair_shares
from .ranking import rank_weightings as rank_weightings
from .ranking import top_shares as top_shares
from .removal import Removal as Removal
from .removal import remove_one as remove_one
from .removal import who_moves_whom as who_moves_whom
from .sobol import SobolShares as SobolShares
from .sobol import sobol_shares as sobol_shares
from .variation.choices import UncertaintyOptions as UncertaintyOptions
from .variation.choices import VaryOptions as VaryOptions
from .variation.frames import robustness_frames as robustness_frames
from .variation.reweighting import Reweighted as Reweighted
from .variation.reweighting import reweight as reweight
from .variation.study import Robustness as Robustness
from .variation.study import study_robustness as study_robustness
from .variation.study import usual_options as usual_options

__all__ = [
    "Drawn",
    "Enumeration",
    "ExactShares",
    "RankSummary",
    "Removal",
    "Reweighted",
    "Robustness",
    "Sensitivity",
    "SobolShares",
    "Uncertainty",
    "UncertaintyOptions",
    "VaryOptions",
    "assess_uncertainty",
    "draw",
    "enumerate_exactly",
    "exact_shares",
    "pair_shares",
    "pair_wins",
    "rank_weightings",
    "remove_one",
    "reweight",
    "robustness_frames",
    "sensitivity",
    "sobol_shares",
    "study_robustness",
    "top_shares",
    "usual_options",
    "who_moves_whom",
]
