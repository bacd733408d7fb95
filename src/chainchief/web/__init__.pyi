from .app import create_app as create_app
from .app import serve as serve

__all__ = ["create_app", "serve"]
