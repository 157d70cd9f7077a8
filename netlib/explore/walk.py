"""The backward pass as a walk: which numbers come when, what it takes, and that in words."""

from collections.abc import Sequence

import numpy as np

from netlib.backward import output_sigma, previous_sigma, weight_gradient
from netlib.checks import Array
from netlib.drawing.svg import decimal, setting
from netlib.error import error_gradient, squared_error
from netlib.explore.model import Numbers
from netlib.explore.terms import layer_of
from netlib.forward import forward
from netlib.letters import E, G, J, Letter, W, dE_d, norm, o, product, s, sigma, t


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
    n: dict[Letter, Array] = {}
    for letter, arrays in ((W, weights), (o, trace.o), (s, trace.s)):
        n |= {letter(i): values for i, values in enumerate(arrays)}
    n |= {t: target, E: squared_error(n[o(L)], target), G: error_gradient(n[o(L)], target)}
    n[sigma(L - 1)] = output_sigma(n[G], n[o(L)])
    for i in range(L - 1, 0, -1):
        n[arriving(i)] = n[sigma(i)] @ weights[i]
        n[sigma(i - 1)] = previous_sigma(n[sigma(i)], weights[i], n[o(i)])
    for i in range(L):
        n[dE_d(W(i))] = weight_gradient(n[sigma(i)], n[o(i)])
        n[norm(sigma(i))] = np.asarray(np.linalg.norm(n[sigma(i)]))
    return n


def factor_of(letter: Letter, L: int) -> str:
    """Return what it takes to get to a letter of the walk, as a formula."""
    i = layer_of(letter, L)
    match letter.kind:
        case "E":
            return f"½ |o_{L} − t|^2"
        case "G":
            return f"o_{L} − t"
        case "dE":
            return f"σ_{i} o_{i}^T"
        case "product":
            return f"· {J(s(i), o(i)).drawn}"
    return f"· {J(o(i + 1), s(i)).drawn}"


def words(letter: Letter, n: Numbers, L: int) -> str:
    """Return in one sentence what the step to that letter did."""
    i, values = layer_of(letter, L), n[letter]
    listed = ", ".join(map(decimal, values.flat))
    match letter.kind:
        case "E":
            said, wanted = " and ".join(map(decimal, n[o(L)])), " and ".join(map(setting, n[t]))
            return f"The outputs are {said}, the targets {wanted}, so E is {listed}."
        case "G":
            return f"G is the miss of each output, {listed}: below zero means too little."
        case "dE":
            k, j = map(int, np.unravel_index(np.argmax(np.abs(values)), values.shape))
            what = f"Each weight of {W(i).prose} gets the signal at its end times the output"
            largest = f"the largest is {decimal(values[k, j])}, for {W(i)[k, j].prose}."
            return f"{what} at its beginning; {largest}"
        case "product":
            way = f"The signal goes back through {W(i).prose}: what arrives at each node"
            return f"{way} of layer {i} is the sum of its bands, {listed}."
    found = f"{letter.prose} is {listed}"
    if np.abs(values).max() < 1e-4:
        return f"Times o(1 − o): {found}, next to nothing: the nodes are saturated."
    return f"Times o(1 − o), which is never more than a quarter: {found}."
