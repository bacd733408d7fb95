"""Everything chainchief raises on purpose.

ChainChiefError
    InputError        a file, sheet, column or cell is wrong; the message has its place
    ModelError        the numbers cannot be worked out
    WorkspaceError    the folder that remembers is absent, taken or damaged
    MissingExtra      an optional package is absent; the message names the extra to install

A message says place, what, remedy. Wrong data that the work can go on without is no error but a
finding (`chainchief.check`). A door turns a ChainChiefError into a sentence; anything else is a
defect of ours and crashes loudly.
"""


class ChainChiefError(Exception):
    """The root. `message` is English, `message_zh` the same sentence in Chinese."""

    def __init__(self, message: str, message_zh: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.message_zh = message_zh or message

    def say(self, language: str) -> str:
        """The sentence in "en" or "zh"."""
        return self.message_zh if language == "zh" else self.message


class InputError(ChainChiefError):
    """A file, sheet, column, cell or argument is wrong."""


class ModelError(ChainChiefError):
    """The numbers cannot be worked out."""


class WorkspaceError(ChainChiefError):
    """The workspace folder is absent, taken by another writer, or damaged."""


class MissingExtra(ChainChiefError):  # noqa: N818 - named in the documentation without "Error"
    """An optional package is absent."""
