"""The README promises nothing that is not there."""

import re
from pathlib import Path

import pytest

from services.settings import PREFIX, Settings
from services.upstream.sandbox import BUSINESSES, SCENARIOS

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda s: s.business_id)
def test_every_scenario_is_listed_with_its_outcome(scenario):
    assert f"| `{scenario.business_id}` | {scenario.outcome} |" in README


def test_every_ordinary_business_is_listed():
    assert all(f"`{business.business_id}`" in README for business in BUSINESSES)


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_every_setting_is_listed(name):
    assert f"`{PREFIX}{name.upper()}`" in README


CLAIMS = re.findall(r"\[`(test_\w+)`\]\((tests/[\w/]+\.py)\)", README)


@pytest.mark.parametrize(("test", "place"), CLAIMS)
def test_every_test_that_the_readme_names_is_there(test, place):
    assert f"def {test}(" in (ROOT / place).read_text()


def test_every_line_of_the_comparison_names_its_test():
    table = README.split("## What the replaced system did")[1].split("\n## ")[0]
    lines = [line for line in table.splitlines() if line.startswith("| ")][1:]
    assert len(lines) > 30
    assert [line for line in lines if len(re.findall(r"\[`test_\w+`\]\(tests/", line)) != 1] == []


def test_the_pictures_are_there():
    names = [part.split(")")[0] for part in README.split("](docs/pictures/")[1:]]
    assert names
    assert all((ROOT / "docs" / "pictures" / name).exists() for name in names)
