"""The folder that remembers: inputs, tables, runs and reports of one chain, and the one list of steps."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
