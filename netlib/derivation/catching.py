"""Who notices a slip: each before every check, on layers of different sizes and on square ones."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from netlib.derivation.judged import of_line
from netlib.derivation.judges.numbers import FUNCTIONS, SIZES, Sample, for_every_weight, sample
from netlib.derivation.letters import lettered
from netlib.derivation.networks import ONE, Names, Network, Slope, depends
from netlib.derivation.results import RESULTS
from netlib.derivation.seed import notation
from netlib.derivation.slips import SLIPS, STAND_INS, Slip, definitions
from netlib.derivation.verdict import by_numbers, by_symbols

RATE = 0.1  # of the step that asks whether E goes down
CHECKS = (
    *("shape 4-3-2", "shape 3-3-3", "loops", "symbolic", "complex step", "Taylor slope"),
    *("E goes down", "notation"),
)
SQUARE = SIZES | {"n_0": 3, "n_1": 3, "n_2": 3}


def catches(slip: Slip) -> dict[str, bool]:
    """Return for each check whether it catches a slip; needs SymPy.

    Numbers are compared in the 3-3-3 network, where every shape fits.
    """
    network, caught = slip.result.network, dict.fromkeys(CHECKS, False)
    caught |= {"notation": bool(notation(slip.page)), "E goes down": not _goes_down(slip)}
    if slip.formula is None:
        return caught
    judged = [replace(slip.result, formula=slip.formula)]
    if slip.result.letter in ONE.definitions:  # a wrong definition: what follows from it is judged
        spoiled = Network(ONE.given, {**ONE.definitions, slip.result.letter: slip.formula})
        judged.append(replace(RESULTS["G"], network=spoiled))
    for result in judged:
        uneven, said = (
            by_numbers(result, Sample(result.network, sample(network, sizes)), of_line)
            for sizes in (SIZES, SQUARE)
        )
        said |= {"shape 4-3-2": uneven["shape"], "shape 3-3-3": said.pop("shape")}
        said |= {"symbolic": by_symbols(result).several}
        caught |= {check: True for check, right in said.items() if right is False}
    return caught


def table() -> str:
    """Return which check catches (✓) which slip as a Markdown table; needs SymPy.

    A star behind its kind: what is judged stands in for what the page comes to.
    """
    rows = [("slip", "kind", *CHECKS), ("---",) * (2 + len(CHECKS))]
    for slip in SLIPS.values():
        cells = ["✓" if caught else "·" for caught in catches(slip).values()]
        rows.append((lettered(slip.name), slip.kind + r" \*" * (slip.id in STAND_INS), *cells))
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def gradients(slip: Slip | None, given: Mapping[str, Any], network: Network = ONE) -> list[Any]:
    """Return dE/dW_0 and dE/dW_1 as they come out when a slip is made, or none.

    given: the network's letters. A slip in a factor of the chain is followed along the chain.
    """
    known = definitions(slip, network)
    letter, ends = (slip.result.letter if slip else ""), ("dE_dW_0", "dE_dW_1")
    if not slip or any(letter == end or depends(end, letter, known) for end in ends):
        names = Names({**FUNCTIONS, **given}, known)
        return [names[end] for end in ends]

    def chain(i: int) -> Any:
        spoiled = slip.result.means == Slope("E", f"W_{i}", entry=True)
        factors = letter if spoiled else f"chain_W_{i}"

        def worked_out(place: Mapping[str, int]) -> Any:
            return Names({**FUNCTIONS, **given, **place}, known)[factors]

        return for_every_weight(worked_out, given[f"W_{i}"])

    return [chain(0), chain(1)]


def _goes_down(slip: Slip, networks: int = 20) -> bool:
    """Return whether E falls, all in all, by a step in each of some 3-3-3 networks.

    A step that cannot be taken does not go down.
    """
    network, change, direction = slip.result.network, 0.0, 1 if slip.uphill else -1
    for seed in range(networks):
        values = sample(network, SQUARE, seed)
        given = {name: values[name] for name in (*network.given, "B")} | {"rate": RATE}
        if slip.positive:
            given |= {name: np.abs(given[name]) for name in ("W_0", "W_1")}
        steps = gradients(slip, given, network)
        if any(g.shape != given[f"W_{i}"].shape for i, g in enumerate(steps)):
            return False
        after = {f"W_{i}": given[f"W_{i}"] + direction * RATE * g for i, g in enumerate(steps)}
        errors = [
            np.mean(Names({**FUNCTIONS, **given, **moved}, network.definitions)["E"])
            for moved in ({}, after)
        ]
        change += errors[1] - errors[0]
    return change < 0
