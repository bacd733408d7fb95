"""Second opinions on an evaluation: do its indicators belong together, and would other methods rank alike?"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
