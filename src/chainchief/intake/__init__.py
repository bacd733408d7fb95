"""Files in, a Chain out: workbooks, folders of CSV or Parquet, single tables; Chinese or English headers."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
