"""Fuzzy comprehensive evaluation: how far a region belongs to each grade. It is never the paper's E = W·R."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
