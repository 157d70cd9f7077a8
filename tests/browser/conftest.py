"""Fixtures of the browser tests; without a browser they are left out by one printed line."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tools.lab import CHROMIUM, Lab, running_browser, running_lab

MISSING = "no chromium: browser tests are left out; on Debian, `apt-get install chromium` gets it"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave these tests out where there is no browser, unless NETLIB_BROWSER=required."""
    if CHROMIUM:
        return
    if os.environ.get("NETLIB_BROWSER") == "required":
        pytest.exit(MISSING.replace("are left out", "are required here"), returncode=1)
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.skip(reason=MISSING))


@pytest.fixture(scope="session")
def lab() -> Iterator[Lab]:
    with running_lab() as lab:
        yield lab


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    with running_browser() as browser:
        yield browser
