"""Hand-made results for the tests of the views: an invented optics chain."""

from __future__ import annotations

from dataclasses import dataclass
from math import nan
from typing import Any

import pandas as pd

SEGMENTS: list[tuple[Any, ...]] = [
    # id, name, name zh, position, order, core, presence, basis, firms, output, local share, single source
    ("U1", "Optical glass", "光学玻璃", "upstream", 1, False, "present", "stated", 9, 31_000, 0.34, ""),
    ("U2", "Resin monomer", "树脂单体", "upstream", 2, True, "external", "stated", 0, nan, nan, "Overseas A"),
    ("U3", "Coating materials", "镀膜材料", "upstream", 3, False, "missing", "from firms", 0, nan, nan, ""),
    ("U4", "Alloys and wire", "合金与线材", "upstream", 4, False, "weak", "stated", 4, 8_500, 0.22, ""),
    ("M1", "Lens casting", "镜片成型", "midstream", 1, True, "strong", "stated", 31, 214_000, 0.31, ""),
    ("M2", "Lens coating", "镜片镀膜", "midstream", 2, True, "weak", "stated", 3, 24_000, 0.18, "F-118"),
    ("M3", "Frames", "镜架制造", "midstream", 3, False, "strong", "from firms", 42, 163_000, 0.58, ""),
    (
        "M4",
        "Hinges and small precision parts",
        "铰链与配件",
        "midstream",
        4,
        False,
        "present",
        "stated",
        23,
        39_000,
        0.4,
        "",
    ),
    ("M5", "Micro-displays", "微显示模组", "midstream", 5, False, "missing", "stated", 0, nan, nan, ""),
    ("D1", "Finished eyewear", "成镜组装", "downstream", 1, True, "strong", "stated", 22, 271_000, 0.62, ""),
    ("D2", "Brand and retail", "品牌与零售", "downstream", 2, False, "present", "stated", 8, 62_000, 0.44, ""),
    ("D3", "Smart glasses", "智能眼镜", "downstream", 3, False, "weak", "stated", 3, 17_500, 0.1, ""),
    ("R1", "Testing, certification", "检测认证", "related", 1, False, "present", "stated", 5, 6_000, nan, ""),
    ("R2", "Moulds and tooling", "模具", "related", 2, False, "unknown", "unknown", 3, nan, nan, ""),
]
FLOWS = [
    ("U1", "M1", 9_000, 12, False),
    ("U2", "M1", 31_000, 3, False),
    ("U2", "M2", nan, 1, False),
    ("U3", "M2", 9_600, 4, False),
    ("U1", "M2", 3_000, 4, True),
    ("U4", "M3", 8_000, 9, False),
    ("U4", "M4", 2_100, 3, True),
    ("M1", "M2", 21_000, 11, False),
    ("M1", "D1", 61_000, 40, False),
    ("M2", "D1", 41_000, 8, False),
    ("M3", "D1", 52_000, 60, False),
    ("M4", "D1", 21_000, 31, False),
    ("M4", "M3", 7_000, 12, True),
    ("M5", "D3", 3_000, 2, False),
    ("M3", "D3", 2_000, 5, True),
    ("D1", "D2", 18_000, 14, False),
    ("R1", "D1", nan, 3, False),
    ("R2", "M4", nan, 2, False),
]
SCALES = [
    ("inputs", "local", 176_000, 0.38, 640),
    ("inputs", "regional", 79_000, 0.17, 120),
    ("inputs", "national", 97_000, 0.21, 90),
    ("inputs", "supranational", 42_000, 0.09, 20),
    ("inputs", "global", 69_000, 0.15, 18),
    ("sales", "local", 50_000, 0.06, 640),
    ("sales", "regional", 117_000, 0.14, 120),
    ("sales", "national", 276_000, 0.33, 90),
    ("sales", "supranational", 167_000, 0.20, 20),
    ("sales", "global", 226_000, 0.27, 18),
]

OUTSIDE = [
    ("U2", "inputs", "global", 31_000, 3, False),
    ("M1", "inputs", "global", 9_000, 4, False),
    ("U3", "inputs", "supranational", 12_000, 5, True),
    ("M1", "inputs", "national", 12_000, 9, False),
    ("U1", "inputs", "national", 9_000, 3, False),
    ("U4", "inputs", "regional", 4_000, 8, False),
    ("M3", "inputs", "regional", 22_000, 18, False),
    ("R1", "inputs", "national", nan, 1, False),
    ("D1", "sales", "global", 120_000, 30, False),
    ("D1", "sales", "national", 61_000, 40, False),
    ("D2", "sales", "national", 52_000, 22, False),
    ("D2", "sales", "regional", 9_000, 12, False),
    ("D3", "sales", "supranational", 6_000, 3, True),
]


@dataclass(frozen=True)
class SmallDiagnosis:
    segments: pd.DataFrame
    flows: pd.DataFrame
    scales: pd.DataFrame
    missing: pd.DataFrame
    outside: pd.DataFrame
    region: str = "anlan"
    period: str = "2025"


def small_diagnosis(language: str = "en", flows: bool = True) -> SmallDiagnosis:
    """Fourteen segments with every presence; without flows also without scales."""
    rows = [
        {
            "segment_id": code,
            "name": zh if language == "zh" else en,
            "position": position,
            "order": order,
            "core": core,
            "presence": presence,
            "presence_basis": basis,
            "firms": firms,
            "output": output,
            "local_share": share,
            "origin": f"anlan.xlsx!segments!{number}",
            "single_source": source,
        }
        for number, (code, en, zh, position, order, core, presence, basis, firms, output, share, source) in enumerate(
            SEGMENTS, start=2
        )
    ]
    segments = pd.DataFrame(rows)
    flow_columns = ["from_segment", "to_segment", "amount", "ties", "stale"]
    scale_columns = ["direction", "scale", "amount", "share", "ties"]
    outside_columns = ["segment_id", "direction", "scale", "amount", "ties", "stale"]
    return SmallDiagnosis(
        segments=segments,
        flows=pd.DataFrame(FLOWS if flows else [], columns=flow_columns),
        scales=pd.DataFrame(SCALES if flows else [], columns=scale_columns),
        outside=pd.DataFrame(OUTSIDE if flows else [], columns=outside_columns),
        missing=segments[segments["presence"] == "missing"],
    )
