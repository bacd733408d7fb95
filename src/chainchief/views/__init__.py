"""Results become words, figures, tables and reports here; nothing is written to disk."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
