"""Options of an evaluation."""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
from typing import Any

import pytest

from chainchief.errors import InputError
from chainchief.evaluation.options import EvaluationOptions


@pytest.mark.parametrize(
    "wrong",
    [
        {"normalise": "z"}, {"aggregate": "mean"}, {"weights": "guess"}, {"derive": "always"}, {"draws": -1},
        {"weight_noise": 1.5}, {"min_coverage": -0.1}, {"scale": (1.0, 0.0)}, {"scale": (0.0, float("inf"))},
        {"seed": -1}, {"scale": (0.0, 1.0, 2.0)},
    ],
)  # fmt: skip
def test_what_is_not_allowed(wrong: dict[str, Any]) -> None:
    with pytest.raises(InputError, match=next(iter(wrong))):
        EvaluationOptions(**wrong)


def test_options_survive_a_file() -> None:
    options = EvaluationOptions(period="2023", scale=(0, 100))
    again = EvaluationOptions(**json.loads(json.dumps(dataclasses.asdict(options))))
    assert again == options
    assert EvaluationOptions(period=2023) == EvaluationOptions(period="2023")  # type: ignore[arg-type]
    assert EvaluationOptions(period="").period is None


def test_every_option_has_help_in_both_languages() -> None:
    for field in dataclasses.fields(EvaluationOptions):
        assert field.metadata["help"]
        assert field.metadata["help_zh"] != field.metadata["help"]


def test_reading_the_options_does_not_load_pandas() -> None:
    code = (
        "import sys; import chainchief.evaluation.options; sys.exit('pandas' in sys.modules or 'numpy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
