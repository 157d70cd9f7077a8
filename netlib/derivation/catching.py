"""Who notices a slip: each before every check, on layers of different sizes and on square ones."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from netlib.derivation import oracles
from netlib.derivation.check import by_numbers, by_symbols
from netlib.derivation.expressions import Names
from netlib.derivation.letters import lettered
from netlib.derivation.networks import ONE, Network
from netlib.derivation.results import RESULTS
from netlib.derivation.slips import SLIPS, Slip, definitions

RATE = 0.1  # of the step that asks whether E goes down
CHECKS = (
    *("shape 4-3-2", "shape 3-3-3", "loops", "symbolic", "complex step", "Taylor slope"),
    *("E goes down", "notation"),
)
SQUARE = oracles.SIZES | {"n_0": 3, "n_1": 3, "n_2": 3}


@dataclass(frozen=True)
class Row:
    """A slip and, for each check, whether it is caught."""

    slip: Slip
    caught: Mapping[str, bool]


def catches(slip: Slip) -> Row:
    """Return which checks catch a slip; needs SymPy.

    Numbers are compared in the 3-3-3 network, where every shape fits.
    """
    caught = dict.fromkeys(CHECKS, False)
    caught["notation"] = bool(notation(slip.page))
    caught["E goes down"] = not _goes_down(slip)
    if slip.formula is None:
        return Row(slip, caught)
    judged = [(slip.result, slip.formula)]
    if slip.result.letter in ONE.definitions:  # a wrong definition: what follows from it is judged
        spoiled = Network(ONE.given, {**ONE.definitions, slip.result.letter: slip.formula})
        gradient = next(result for result in RESULTS if result.id == "G")
        judged.append((replace(gradient, network=spoiled), gradient.formula))
    for result, formula in judged:
        network = slip.result.network
        uneven, square = (oracles.sample(network, sizes) for sizes in (oracles.SIZES, SQUARE))
        caught["shape 4-3-2"] |= not by_numbers(result, uneven, formula, oracles.FUNCTIONS)["shape"]
        said = by_numbers(result, square, formula, oracles.FUNCTIONS)
        caught["shape 3-3-3"] |= not said["shape"]
        for check in ("loops", "complex step", "Taylor slope"):
            caught[check] |= not said.get(check, True)
        caught["symbolic"] |= not by_symbols(result, formula=formula)[1]
    return Row(slip, caught)


def table() -> str:
    """Return which check catches (✓) which slip as a Markdown table; needs SymPy."""
    rows = [("slip", "spoils", *CHECKS), ("---",) * (2 + len(CHECKS))]
    for row in map(catches, SLIPS):
        cells = ["✓" if row.caught[check] else "·" for check in CHECKS]
        rows.append((lettered(row.slip.name), f"`{row.slip.spoils}`", *cells))
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def gradients(slip: Slip | None, given: Mapping[str, Any], network: Network = ONE) -> list[Any]:
    """Return dE/dW_0 and dE/dW_1 as they come out when a slip is made, or none.

    given: the network's letters. A slip in a factor of the chain is followed along the chain.
    """
    known = definitions(slip, network)
    names = Names({**oracles.FUNCTIONS, **given}, known)
    letter = slip.result.letter if slip else ""
    if not re.match("J_|chain|sigma_1_J", letter):
        return [names["dE_dW_0"], names["dE_dW_1"]]
    found = []
    for i, chain in enumerate(["chain_W_0", "sigma_1_J" if letter == "sigma_1_J" else "chain_W_1"]):
        entries = {
            place: Names({**names, "i": place[0], "j": place[1]}, known)[chain]
            for place in np.ndindex(*given[f"W_{i}"].shape)
        }
        found.append(np.array(list(entries.values())).reshape(given[f"W_{i}"].shape))
    return found


def notation(text: str) -> list[str]:
    """Return what a text of the page's kind writes that no letter allows.

    A vector of layer i ends at the size of that layer and has one index; an error is E; W_i has
    rows and columns that count nodes of layers; what closes was open.
    """
    ends = {"o_1": "n1", "o_2": "n2", "s_0": "n1", "s_1": "n2", "sigma_0": "n1", "sigma_1": "n2"}
    found = [
        f"{vector}_{end}"
        for vector, end in re.findall(r"(?<![a-z])d?(o_\d|s_\d|sigma_\d|t)_(n\d|m|ij)", text)
        if end != ends.get(vector, "n2")
    ]
    found += re.findall(r"(?<![a-z])o_\d_(?!\w)|w_\w*[nm]\w*|G\(e;", text)
    return sorted({*found, *re.findall(r"^\)+$", text, flags=re.MULTILINE)})


def _goes_down(slip: Slip, networks: int = 20) -> bool:
    """Return whether E falls, all in all, by a step in each of some 3-3-3 networks.

    A step that cannot be taken does not go down.
    """
    network, change = slip.result.network, 0.0
    direction = 1 if slip.id == "E10" else -1
    for seed in range(networks):
        values = oracles.sample(network, SQUARE, seed)
        given = {name: values[name] for name in (*network.given, "B")} | {"rate": RATE}
        if slip.id == "E12":
            given |= {name: np.abs(given[name]) for name in ("W_0", "W_1")}
        try:
            steps = gradients(slip, given, network)
        except ValueError:
            return False
        before = {**oracles.FUNCTIONS, **given}
        after = before | {
            f"W_{i}": given[f"W_{i}"] + direction * RATE * g for i, g in enumerate(steps)
        }
        errors = [np.mean(Names(names, network.definitions)["E"]) for names in (before, after)]
        change += errors[1] - errors[0]
    return change < 0
