"""Evaluations compared: regions with each other, with themselves over time, and with where they want to be."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
