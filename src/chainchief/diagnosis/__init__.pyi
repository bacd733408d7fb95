from .panorama import Diagnosis as Diagnosis
from .panorama import diagnose as diagnose
from .scale import SCALES as SCALES
from .scale import scale_of as scale_of

__all__ = [
    "SCALES",
    "Diagnosis",
    "diagnose",
    "scale_of",
]
