"""A fault while drawing is an error of the test, never only a sentence for the reader."""

import logging
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def _no_fault_is_only_a_sentence(request: pytest.FixtureRequest) -> Iterator[None]:
    faults: list[str] = []
    handler = logging.Handler(logging.ERROR)
    handler.emit = lambda record: faults.append(  # type: ignore[method-assign]
        logging.Formatter().format(record)
    )
    logging.getLogger("netlib").addHandler(handler)
    yield
    logging.getLogger("netlib").removeHandler(handler)
    if "caplog" not in request.fixturenames:  # a test that takes it looks at the log itself
        assert not faults, faults[0]
