"""What lies in lower rooms and the doors need, handed on to them: they know no lower room."""

from chainchief.chain.answers import answers, unlocks
from chainchief.chain.columns import declared_tables
from chainchief.chain.rules.forensics import forensics
from chainchief.intake.options import ReadOptions

__all__ = ["ReadOptions", "answers", "declared_tables", "forensics", "unlocks"]
