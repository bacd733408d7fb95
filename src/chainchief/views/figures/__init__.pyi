from .figure import Figure as Figure
from .figure import Setting as Setting
from .figure import setting_of as setting_of

__all__ = ["Figure", "Setting", "setting_of"]
