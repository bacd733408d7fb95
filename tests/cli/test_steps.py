"""What steps print: the chain's own region, with the names of the tables."""

from __future__ import annotations

from typing import Any

import pytest

from chainchief import views
from chainchief.intake import read
from checkout import PACKAGE

DEMO = PACKAGE / "examples" / "demo"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_step_answers_about_the_region_of_the_chain(call: Any, language: str) -> None:
    chain = read(DEMO)
    setting = views.setting_of(chain, language)
    code, out, err = call("vary", DEMO, "--draws", "200", "-l", language)
    assert (code, err) == (0, "")
    assert setting.name(chain.region) in out.splitlines()[0]


def test_regions_are_named(call: Any) -> None:
    chain = read(DEMO)
    name = views.setting_of(chain, "zh").name(chain.region)
    for step in ("follow", "crosscheck", "weigh"):
        code, out, _ = call(step, DEMO, "-l", "zh")
        assert code == 0
        assert name in out, step


def test_a_declared_break_is_not_asked_to_be_declared(call: Any) -> None:
    _, bare, _ = call("follow", DEMO)
    _, told, _ = call("follow", DEMO, "--breaks", "2020/2021")
    asked = [line for line in bare.splitlines() if "declare it" in line]
    assert any("2020/2021" in line for line in asked)
    assert not any("2020/2021" in line for line in told.splitlines() if "declare it" in line or "not cut" in line)
