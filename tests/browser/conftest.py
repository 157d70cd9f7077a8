"""JupyterLab and a browser for the tests of this folder, each started once."""

from collections.abc import Iterator
from typing import Any

import pytest

from tools.lab import Lab, running_browser, running_lab


@pytest.fixture(scope="session")
def lab() -> Iterator[Lab]:
    with running_lab() as lab:
        yield lab


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    with running_browser() as browser:
        yield browser
