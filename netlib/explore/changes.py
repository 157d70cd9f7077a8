"""What an act has changed: which numbers rose and which fell, and that in words."""

from collections.abc import Collection

import numpy as np

from netlib.checks import Array
from netlib.drawing.svg import setting
from netlib.explore.model import Numbers
from netlib.letters import Letter

LARGEST, NAMED = 100, 10  # entries of an array that are looked at one by one; letters that are told


def moves(before: Numbers, after: Numbers) -> dict[Letter, int]:
    """Return the entries that are written otherwise than before: 1 for up, -1 for down.

    Between two networks of other sizes nothing is compared.
    """
    found: dict[Letter, int] = {}
    if {x: np.shape(a) for x, a in before.items()} != {x: np.shape(a) for x, a in after.items()}:
        return found
    for letter, array in after.items():
        old = before[letter]
        if np.size(array) > LARGEST:
            continue
        for k in _seen(np.asarray(old, dtype=float), np.asarray(array, dtype=float)):
            found[letter[k] if k else letter] = 1 if array[k] > old[k] else -1
    return found


def _seen(old: Array, new: Array) -> list[tuple[int, ...]]:
    """Return where two arrays differ in what is written of them."""
    with np.errstate(invalid="ignore"):
        far = np.abs(new - old) > np.minimum(5e-5, 5e-3 * np.abs(new))
    return [tuple(map(int, k)) for k in np.argwhere(far & (new != old))]


def told(
    moved: Collection[Letter],
    before: Numbers,
    after: Numbers,
    settable: Collection[Letter],
    unsaid: Collection[Letter],
) -> str:
    """Return in words what was moved and which letters followed; "" where nothing did.

    moved: the entries, as `moves` finds them. settable: whole letters that a reader can set;
    unsaid: those that are not spoken of.
    """
    moved = [x for x in moved if x.whole not in unsaid]
    causes = [x for x in moved if x.whole in settable]
    wholes = dict.fromkeys(x.whole for x in moved if x.whole not in settable)
    names = [x.prose for x in wholes]
    if len(names) > NAMED:
        names[NAMED:] = [f"{len(names) - NAMED} more"]
    followed = _listed(names)
    if len(causes) == 1:
        (x,) = causes
        way = f"{setting(before[x.whole][x.at])} → {setting(after[x.whole][x.at])}"
        return f"{x.prose}: {way}." + (f" With it changed {followed}." if followed else "")
    changed = _listed([*dict.fromkeys(x.whole.prose for x in causes), *names])
    return f"Changed: {changed}." if changed else ""


def _listed(names: list[str]) -> str:
    *others, last = names or [""]
    return f"{', '.join(others)} and {last}" if others else last
