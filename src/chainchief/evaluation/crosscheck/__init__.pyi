from .comparison import CrossCheck as CrossCheck
from .comparison import cross_check as cross_check
from .consistency import Consistency as Consistency
from .consistency import check_consistency as check_consistency
from .correlation import COLLINEAR as COLLINEAR
from .correlation import LEAST_ALPHA as LEAST_ALPHA
from .correlation import NEAR_SINGULAR as NEAR_SINGULAR
from .correlation import WEAK as WEAK
from .correlation import correlation_flags as correlation_flags
from .correlation import explained_variance as explained_variance
from .correlation import group_reliability as group_reliability
from .opinions import SecondOpinions as SecondOpinions
from .opinions import opinion_frames as opinion_frames
from .opinions import second_opinions as second_opinions
from .ranking import copeland as copeland
from .ranking import grey_relational as grey_relational
from .ranking import topsis as topsis
from .reliability import Bartlett as Bartlett
from .reliability import bartlett as bartlett
from .reliability import cronbach_alpha as cronbach_alpha
from .reliability import kmo as kmo
from .reliability import kmo_by_indicator as kmo_by_indicator
from .weight_audit import WeightAudit as WeightAudit
from .weight_audit import audit_chain as audit_chain
from .weight_audit import audit_weights as audit_weights
from .weight_frames import audit_frames as audit_frames

__all__ = [
    "COLLINEAR",
    "LEAST_ALPHA",
    "NEAR_SINGULAR",
    "WEAK",
    "Bartlett",
    "Consistency",
    "CrossCheck",
    "SecondOpinions",
    "WeightAudit",
    "audit_chain",
    "audit_frames",
    "audit_weights",
    "bartlett",
    "check_consistency",
    "copeland",
    "correlation_flags",
    "cronbach_alpha",
    "cross_check",
    "explained_variance",
    "grey_relational",
    "group_reliability",
    "kmo",
    "kmo_by_indicator",
    "opinion_frames",
    "second_opinions",
    "topsis",
]
