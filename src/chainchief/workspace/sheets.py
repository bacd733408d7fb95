"""The declared sheets, handed on to the doors, which know no lower room."""

from chainchief.chain.columns import declared_tables

__all__ = ["declared_tables"]
