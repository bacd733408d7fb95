"""A workbook of somebody else: one sheet of unknown name and headers, with a share of 80 in two cells."""

from __future__ import annotations

from chainchief.views.workbook import pack_sheets

SEGMENTS = [["M1", "Coating", "midstream"], ["D1", "Eyewear", "downstream"]]
HEADERS = ["upper house", "lower house", "yearly sum", "part", "remark 7"]
FIRMS = [["F-1", "Tongda Coating", "M1"], ["F-2", "Yunhe Lens", "D1"], ["F-3", "Beiyun Frames", "D1"]]
TRADES = [
    ["Tongda Coating", "Yunhe Lens", 900, 80, "a"],
    ["Tongda Coating", "Beiyun Frames", 400, 65, "b"],
    ["Yunhe Lens", "Beiyun Frames", 120, 0.3, "c"],
]


def foreign_book(amount: int = 900) -> bytes:
    """The workbook as bytes.

    amount : of its first trade, so that next year's file differs in one cell
    """
    trades = [[*TRADES[0][:2], amount, *TRADES[0][3:]], *TRADES[1:]]
    return pack_sheets(
        {
            "segments": [
                ["segment_id", "name", "position"],
                ["M1", "Coating", "midstream"],
                ["D1", "Eyewear", "downstream"],
            ],
            "firms": [["firm_id", "name", "segment_id"], *FIRMS],
            "Sheet9": [
                ["Who sells to whom"],
                ["upper house", "lower house", "yearly sum", "part", "remark 7"],
                *trades,
            ],
        }
    )
