"""How far results move when weights, values and choices do: draws, exact enumeration, Sobol' shares, removal."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
