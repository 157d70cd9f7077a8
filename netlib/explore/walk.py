"""The backward pass as a walk: which numbers come when, in letters, with numbers, and in words."""

from collections.abc import Sequence

import numpy as np

from netlib.backward import output_sigma, previous_sigma, weight_gradient
from netlib.checks import Array
from netlib.drawing.matrix import Worked, sum_of
from netlib.drawing.svg import decimal, setting
from netlib.error import error_gradient, squared_error
from netlib.explore.model import Numbers
from netlib.forward import forward
from netlib.letters import E, G, Letter, W, dE_d, norm, o, product, s, sigma, t


def arriving(i: int) -> Letter:
    """Return sigma_i W_i: what comes back to the nodes of layer i through the weights W_i."""
    return product(sigma(i), W(i))


def walk(L: int) -> list[Letter]:
    """Return the letters in the order in which they are computed, for a network of L matrices."""
    back = [x for i in range(L - 1, 0, -1) for x in (arriving(i), sigma(i - 1))]
    return [G, sigma(L - 1), *back, *(dE_d(W(i)) for i in range(L - 1, -1, -1))]


def walked(weights: Sequence[Array], o_0: Array, target: Array) -> dict[Letter, Array]:
    """Return every number of the forward pass and of the walk back, by its letter."""
    L, trace = len(weights), forward(weights, o_0)
    n: dict[Letter, Array] = {W(i): w for i, w in enumerate(weights)}
    n |= {o(i): values for i, values in enumerate(trace.o)}
    n |= {s(i): values for i, values in enumerate(trace.s)}
    n |= {t: target, E: squared_error(n[o(L)], target), G: error_gradient(n[o(L)], target)}
    n[sigma(L - 1)] = output_sigma(n[G], n[o(L)])
    for i in range(L - 1, 0, -1):
        n[arriving(i)] = n[sigma(i)] @ weights[i]
        n[sigma(i - 1)] = previous_sigma(n[sigma(i)], weights[i], n[o(i)])
    for i in range(L):
        n[dE_d(W(i))] = weight_gradient(n[sigma(i)], n[o(i)])
        n[norm(sigma(i))] = np.asarray(np.linalg.norm(n[sigma(i)]))
    return n


def of_step(letter: Letter) -> tuple[str, int]:
    """Return what kind of step computes a letter of the walk, and its index i.

    "E", "G", "gradient", "arriving" (through a matrix) or "signal" (times the slope).
    """
    if letter.kind in ("E", "G"):
        return letter.kind, 0
    kind = {"dE": "gradient", "product": "arriving"}.get(letter.kind, "signal")
    return kind, (letter.of[-1] if letter.of else letter).layer or 0


def worked(letter: Letter, focus: Letter, n: Numbers, L: int) -> Worked:
    """Return one number of that letter worked out: the one that the focus has to do with."""

    def node(layer: int) -> int:
        return focus.node(layer, L) or 0

    step, i = of_step(letter)
    if step == "E":
        gaps = zip(n[o(L)], n[t], strict=True)
        plugged = " + ".join(f"({decimal(out)} − {setting(goal)})²" for out, goal in gaps)
        return Worked("E", f"½ Σ (o_{L} − t)²", f"½ ({plugged})", decimal(float(n[E])))
    if step == "G":
        k = node(L)
        numbers = f"{decimal(n[o(L)][k])} − {setting(n[t][k])}"
        return Worked(G[k].drawn, f"{o(L)[k].drawn} − {t[k].drawn}", numbers, decimal(n[G][k]))
    if step == "gradient":
        k, j = node(i + 1), node(i)
        letters = f"{sigma(i)[k].drawn} {o(i)[j].drawn}    ({W(i)[k, j].drawn} in {W(i).drawn})"
        numbers = _factors(n[sigma(i)][k], n[o(i)][j])
        return Worked(letter[k, j].drawn, letters, numbers, decimal(n[letter][k, j]))
    if step == "arriving":
        j, w, signal = node(i), n[W(i)], n[sigma(i)]
        terms = [
            (
                f"{sigma(i)[k].drawn} {W(i)[k, j].drawn}",
                _factors(signal[k]) + f"({setting(w[k, j])})",
            )
            for k in range(len(signal))
        ]
        return sum_of(letter[j].drawn, terms, decimal(n[letter][j]))
    k = node(i + 1)
    back = G if i == L - 1 else arriving(i + 1)
    output, value = o(i + 1)[k].drawn, n[o(i + 1)][k]
    letters = f"{back[k].drawn} · {output} (1 − {output})"
    numbers = _factors(n[back][k], value, 1 - value)
    return Worked(letter[k].drawn, letters, numbers, decimal(n[letter][k]))


def _factors(*values: float) -> str:
    return "".join(f"({decimal(v)})" for v in values)


def words(letter: Letter, n: Numbers, L: int) -> str:
    """Return in one sentence what the step to that letter did."""
    step, i = of_step(letter)
    if step == "E":
        said, wanted = (
            " and ".join(map(write, n[x])) for x, write in ((o(L), decimal), (t, setting))
        )
        return f"The network says {said}; it should say {wanted}, so E is {decimal(float(n[E]))}."
    if step == "G":
        return f"G is the miss of each output, {_listed(n[G])}: below zero means too little."
    if step == "gradient":
        place = np.unravel_index(np.argmax(np.abs(n[letter])), n[letter].shape)
        k, j = int(place[0]), int(place[1])
        return (
            f"Each weight of {W(i).prose} gets the signal at its end times the output at its "
            f"beginning; the largest is {decimal(n[letter][k, j])}, for {W(i)[k, j].prose}."
        )
    if step == "arriving":
        return (
            f"The signal goes back through {W(i).prose}: what arrives at each node of layer {i} is "
            f"the sum of its bands, {_listed(n[letter])}."
        )
    found = f"{letter.prose} is {_listed(n[letter])}"
    if np.abs(n[letter]).max() < 1e-4:
        return f"Times o(1 − o): {found}, next to nothing. The nodes are too sure of themselves."
    return f"Times o(1 − o), which is never more than a quarter: {found}."


def _listed(values: Array) -> str:
    return ", ".join(map(decimal, values))
