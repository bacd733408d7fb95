from .chain.finding import Finding as Finding
from .chain.rules import check as check
from .chain.value import Chain as Chain
from .errors import ChainChiefError as ChainChiefError
from .errors import InputError as InputError
from .errors import MissingExtra as MissingExtra
from .errors import ModelError as ModelError
from .errors import WorkspaceError as WorkspaceError
from .intake.reading import read as read

__all__ = [
    "Chain",
    "ChainChiefError",
    "Finding",
    "InputError",
    "MissingExtra",
    "ModelError",
    "WorkspaceError",
    "check",
    "read",
]
