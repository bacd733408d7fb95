"""The frameworks that come with the package, one CSV file each, and the reader of such files."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
