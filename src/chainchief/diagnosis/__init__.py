"""Where the chain is thin: its map by segment, missing segments, single sources, partners by scale of place."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
