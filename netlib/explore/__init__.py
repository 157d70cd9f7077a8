"""One explorer per notebook, all on one small stage: pictures that answer."""

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

from netlib.chapters import CHAPTERS
from netlib.explore.model import Explorer


class Explorers(Mapping[str, Explorer[Any]]):
    """The explorer of each chapter, its module imported when it is first asked for.

    `EXPLORERS["05"]()` is the live one, for a notebook.
    """

    def __getitem__(self, chapter: str) -> Explorer[Any]:
        module = import_module(f"netlib.explore.{CHAPTERS[chapter].explorer}")
        explorer: Explorer[Any] = module.EXPLORER
        return explorer

    def __iter__(self) -> Iterator[str]:
        return iter(CHAPTERS)

    def __len__(self) -> int:
        return len(CHAPTERS)


EXPLORERS = Explorers()
