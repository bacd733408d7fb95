from .comparison import compare_typed as compare_typed
from .derived import derivation_parts as derivation_parts
from .derived import derive_indicators as derive_indicators

__all__ = ["compare_typed", "derivation_parts", "derive_indicators"]
