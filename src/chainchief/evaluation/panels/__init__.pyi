from .change import ChangeSplit as ChangeSplit
from .change import decompose_change as decompose_change
from .comparison import compare_regions as compare_regions
from .gaps import gap_table as gap_table
from .gaps import target_gaps as target_gaps
from .industries import CLASSES as CLASSES
from .industries import LAYERS as LAYERS
from .industries import DigitalLayers as DigitalLayers
from .industries import IndustrySplit as IndustrySplit
from .industries import Potential as Potential
from .industries import development_potential as development_potential
from .industries import digital_layers as digital_layers
from .industries import split_industries as split_industries
from .obstacles import Obstacles as Obstacles
from .obstacles import find_obstacles as find_obstacles
from .obstacles import obstacle_degrees as obstacle_degrees
from .synergy import Synergy as Synergy
from .synergy import coordination as coordination
from .timeline import OverTime as OverTime
from .timeline import OverTimeOptions as OverTimeOptions
from .timeline import over_time as over_time
from .trajectories import growth_table as growth_table
from .trajectories import rank_paths as rank_paths

__all__ = [
    "CLASSES",
    "LAYERS",
    "ChangeSplit",
    "DigitalLayers",
    "IndustrySplit",
    "Obstacles",
    "OverTime",
    "OverTimeOptions",
    "Potential",
    "Synergy",
    "compare_regions",
    "coordination",
    "decompose_change",
    "development_potential",
    "digital_layers",
    "find_obstacles",
    "gap_table",
    "growth_table",
    "obstacle_degrees",
    "over_time",
    "rank_paths",
    "split_industries",
    "target_gaps",
]
