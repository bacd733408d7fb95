"""Assessed resilience: indicators on a framework's ruler, weighed, graded, and explained down to the cell."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
