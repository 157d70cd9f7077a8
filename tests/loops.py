"""Threads in which no event loop runs, as in a plain program; Playwright leaves one in the main."""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")


def apart(f: Callable[[], T]) -> T:
    """Return what f returns, called in a thread of its own."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(f).result()


def on_a_loop(watch: Coroutine[Any, Any, T]) -> T:
    """Return what the coroutine returns, run on a loop and in a thread of its own."""
    return apart(lambda: asyncio.run(watch))
