from .reading import Lines as Lines
from .reading import lines_of_file as lines_of_file
from .reading import lines_of_frame as lines_of_frame
from .reading import lines_of_text as lines_of_text
from .reading import match_key as match_key
from .reading import tidy_framework as tidy_framework

__all__ = ["Lines", "lines_of_file", "lines_of_frame", "lines_of_text", "match_key", "tidy_framework"]
