from .course import Followed as Followed
from .crosscheck import opinion_answer as opinion_answer
from .crosscheck import opinion_notes as opinion_notes
from .crosscheck import opinion_tables as opinion_tables
from .over_time import over_time_notes as over_time_notes
from .over_time import over_time_tables as over_time_tables
from .robustness.reweighting import draw_answer as draw_answer
from .robustness.reweighting import draw_tables as draw_tables
from .robustness.reweighting import reweighted_answer as reweighted_answer
from .robustness.reweighting import reweighted_table as reweighted_table
from .robustness.reweighting import swap_table as swap_table
from .robustness.study_tables import robustness_data as robustness_data
from .robustness.study_tables import robustness_tables as robustness_tables
from .robustness.sureness import outlook as outlook
from .robustness.sureness import robustness_answer as robustness_answer
from .run_difference import difference_answer as difference_answer
from .run_difference import difference_tables as difference_tables
from .run_difference import step_table as step_table
from .weights import judgement_tables as judgement_tables
from .weights import rank_table as rank_table
from .weights import ratio_text as ratio_text
from .weights import refused_table as refused_table
from .weights import unused_words as unused_words
from .weights import used_table as used_table
from .weights import way_table as way_table
from .weights import way_word as way_word
from .weights import weight_tables as weight_tables
from .weights import weights_answer as weights_answer

__all__ = [
    "Followed",
    "difference_answer",
    "difference_tables",
    "draw_answer",
    "draw_tables",
    "judgement_tables",
    "opinion_answer",
    "opinion_notes",
    "opinion_tables",
    "outlook",
    "over_time_notes",
    "over_time_tables",
    "rank_table",
    "ratio_text",
    "refused_table",
    "reweighted_answer",
    "reweighted_table",
    "robustness_answer",
    "robustness_data",
    "robustness_tables",
    "step_table",
    "swap_table",
    "unused_words",
    "used_table",
    "way_table",
    "way_word",
    "weight_tables",
    "weights_answer",
]
