"""The twelve indicators of Zhang 2024 worked out from firms, ties and segments."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
