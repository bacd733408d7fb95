"""What regions are compared with: inequality and its parts, growth under three definitions, breaks of series."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
