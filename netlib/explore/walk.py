"""The backward pass as a walk: which numbers come when, in letters, with numbers, and in words."""

from collections.abc import Mapping, Sequence

import numpy as np

from netlib.backward import output_sigma, previous_sigma, weight_gradient
from netlib.checks import Array
from netlib.drawing.pieces import parts
from netlib.drawing.svg import decimal, setting
from netlib.error import error_gradient, squared_error
from netlib.explore.knobs import named
from netlib.forward import forward

Numbers = Mapping[str, Array]


def walk(L: int) -> list[str]:
    """Return the symbols in the order in which they are computed, for a network of L matrices."""
    back = [name for i in range(L - 1, 0, -1) for name in (f"sigma_{i} W_{i}", f"sigma_{i - 1}")]
    return ["G", f"sigma_{L - 1}", *back, *(f"dE/dW_{i}" for i in range(L - 1, -1, -1))]


def walked(weights: Sequence[Array], o_0: Array, t: Array) -> dict[str, Array]:
    """Return every number of the forward pass and of the walk back, by its symbol."""
    L, trace = len(weights), forward(weights, o_0)
    found: dict[str, Array] = {f"W_{i}": W for i, W in enumerate(weights)}
    found |= {f"o_{i}": o for i, o in enumerate(trace.o)}
    found |= {f"s_{i}": s for i, s in enumerate(trace.s)}
    G, o_L = error_gradient(trace.o[L], t), trace.o[L]
    found |= {"t": t, "E": np.asarray(squared_error(o_L, t)), "G": G}
    sigma = found[f"sigma_{L - 1}"] = output_sigma(G, o_L)
    for i in range(L - 1, 0, -1):
        found[f"sigma_{i} W_{i}"] = sigma @ weights[i]
        sigma = found[f"sigma_{i - 1}"] = previous_sigma(sigma, weights[i], trace.o[i])
    for i in range(L):
        found[f"dE/dW_{i}"] = weight_gradient(found[f"sigma_{i}"], trace.o[i])
        found[f"|sigma_{i}|"] = np.asarray(np.linalg.norm(found[f"sigma_{i}"]))
    return found


def node_in(focus: str, layer: int, L: int) -> int:
    """Return which node of a layer the name in focus has to do with, the first if with none.

    L: the last layer, which is that of G and t.
    """
    symbol, index = parts(focus)
    if not index:
        return 0
    i = L if symbol in ("G", "t") else int(symbol[-1])
    if len(index) == 2:  # a weight or its gradient: from node j of layer i to node k of layer i + 1
        return {i: index[1], i + 1: index[0]}.get(layer, 0)
    return index[0] if i == layer else 0


def spelled(symbol: str, focus: str, n: Numbers, L: int) -> tuple[str, str]:
    """Return the formula of one number of that symbol, in letters and with its numbers."""
    if symbol == "E":
        gaps = zip(n[f"o_{L}"], n["t"], strict=True)
        plugged = " + ".join(f"({decimal(o)} − {setting(t)})²" for o, t in gaps)
        letters = f"E = ½ Σ (o_{L} − t)²"
        return letters, f"E = ½ ({plugged}) = {decimal(float(n['E']))}"
    if symbol == "G":
        k = node_in(focus, L, L)
        o, t = n[f"o_{L}"][k], n["t"][k]
        result = decimal(n["G"][k])
        letters = f"G_{k + 1} = o_{{{L},{k + 1}}} − t_{k + 1}"
        return letters, f"G_{k + 1} = {decimal(o)} − {setting(t)} = {result}"
    i = int(symbol[-1])
    if symbol.startswith("dE"):
        k, j = node_in(focus, i + 1, L), node_in(focus, i, L)
        name = f"∂E/∂w_{{{k + 1}{j + 1}}}"
        factors = _factors(n[f"sigma_{i}"][k], n[f"o_{i}"][j])
        letters = f"{name} = σ_{{{i},{k + 1}}} o_{{{i},{j + 1}}}    (w_{{{k + 1}{j + 1}}} in W_{i})"
        return letters, f"{name} = {factors} = {decimal(n[symbol][k, j])}"
    if " " in symbol:
        j, W, sigma = node_in(focus, i, L), n[f"W_{i}"], n[f"sigma_{i}"]
        rows = range(len(sigma))
        terms = " + ".join(f"σ_{{{i},{k + 1}}} w_{{{k + 1}{j + 1}}}" for k in rows)
        plugged = " + ".join(f"({decimal(sigma[k])})({setting(W[k, j])})" for k in rows)
        name = f"(σ_{i} W_{i})_{j + 1}"
        return f"{name} = {terms}", f"{name} = {plugged} = {decimal(n[symbol][j])}"
    k = node_in(focus, i + 1, L)
    o, name = n[f"o_{i + 1}"][k], f"σ_{{{i},{k + 1}}}"
    last = i == L - 1
    arriving = n["G"][k] if last else n[f"sigma_{i + 1} W_{i + 1}"][k]
    what = f"G_{k + 1}" if last else f"(σ_{i + 1} W_{i + 1})_{k + 1}"
    output = f"o_{{{i + 1},{k + 1}}}"
    plugged = _factors(arriving, o, 1 - o)
    return (
        f"{name} = {what} · {output} (1 − {output})",
        f"{name} = {plugged} = {decimal(n[symbol][k])}",
    )


def _factors(*values: float) -> str:
    return "".join(f"({decimal(v)})" for v in values)


def words(symbol: str, n: Numbers, L: int) -> str:
    """Return in one sentence what the step to that symbol did."""
    if symbol == "E":
        said = " and ".join(map(decimal, n[f"o_{L}"]))
        wanted = " and ".join(map(setting, n["t"]))
        return f"The network says {said}; it should say {wanted}, so E is {decimal(float(n['E']))}."
    if symbol == "G":
        return f"G is the miss of each output, {_listed(n['G'])}: below zero means too little."
    i = int(symbol[-1])
    layer = named(f"W_{i}", ())
    if symbol.startswith("dE"):
        size = np.unravel_index(np.argmax(np.abs(n[symbol])), n[symbol].shape)
        k, j = int(size[0]), int(size[1])
        largest = decimal(n[symbol][k, j])
        return (
            f"Each weight of {layer} gets the signal at its end times the output at its "
            f"beginning; the largest is {largest}, for {named(f'W_{i}', (k, j))}."
        )
    if " " in symbol:
        return (
            f"The signal goes back through {layer}: what arrives at each node of layer {i} is "
            f"the sum of its bands, {_listed(n[symbol])}."
        )
    found = f"{named(symbol, ())} is {_listed(n[symbol])}"
    if np.abs(n[symbol]).max() < 1e-4:
        return f"Times o(1 − o): {found}, next to nothing. The nodes are too sure of themselves."
    return f"Times o(1 − o), which is never more than a quarter: {found}."


def _listed(values: Array) -> str:
    return ", ".join(map(decimal, values))
