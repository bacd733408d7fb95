from .columns import Choice as Choice
from .columns import Column as Column
from .columns import Table as Table
from .columns import declared_choices as declared_choices
from .columns import declared_tables as declared_tables
from .finding import Finding as Finding
from .membership import region_within as region_within
from .membership import segment_shares as segment_shares
from .period import latest_period as latest_period
from .rules.rows import check_tables as check_tables
from .value import Chain as Chain

__all__ = [
    "Chain",
    "Choice",
    "Column",
    "Finding",
    "Table",
    "check_tables",
    "declared_choices",
    "declared_tables",
    "latest_period",
    "region_within",
    "segment_shares",
]
