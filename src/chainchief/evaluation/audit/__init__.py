"""What a printed paper can show: its tables recomputed, point by point, with the arithmetic."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
