"""Digits and a browser for the tests of several modules."""

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from netlib.digits import Digits, load_digits
from tools.lab import running_browser


@pytest.fixture(scope="session")
def mnist() -> Digits:
    return load_digits()


@pytest.fixture(scope="session")
def few(mnist: Digits, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a folder of 200 digits to learn and 50 to be tested on, as IDX files."""
    folder = tmp_path_factory.mktemp("few")
    for name, samples, n in (("train", mnist.train, 200), ("t10k", mnist.test, 50)):
        pixels = (samples.inputs[:n] * 255).round().astype(np.uint8).tobytes()
        images = struct.pack(">4B3I", 0, 0, 8, 3, n, 28, 28) + pixels
        labels = struct.pack(">4BI", 0, 0, 8, 1, n) + bytes(samples.labels[:n].tolist())
        (folder / f"{name}-images-idx3-ubyte").write_bytes(images)
        (folder / f"{name}-labels-idx1-ubyte").write_bytes(labels)
    return folder


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the figures that tests have recorded, from whichever process they ran in."""
    reports = [r for some in terminalreporter.stats.values() for r in some]
    for report in reports:
        for name, value in getattr(report, "user_properties", []):
            if name == "figures" and getattr(report, "when", "") == "call":
                terminalreporter.write_line(str(value))


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Run one browser for all tests of a process."""
    with running_browser() as browser:
        yield browser
