"""Every result once more, in plain loops over indices: no array arithmetic, no netlib.

Written from the definitions: s_i sums a row of W_i, o_{i+1} is phi of it, E half the squares; a
derivative adds up, over all the ways from a quantity to E, the product of the slopes on that way.
"""

from collections.abc import Mapping, Sequence
from math import exp
from typing import Any

Vector = Sequence[float]
Matrix = Sequence[Vector]


def phi(x: float) -> float:
    """Return 1 / (1 + e^-x), by the form that cannot overflow."""
    return 1 / (1 + exp(-x)) if x > 0 else exp(x) / (1 + exp(x))


def slope(x: float) -> float:
    """Return the derivative of phi by the quotient rule, from the sum and not from the output.

    It is the same on both sides of 0, and on the right e^-x cannot overflow.
    """
    return exp(-abs(x)) / (1 + exp(-abs(x))) ** 2


def network(Ws: Sequence[Matrix], o_0: Vector, t: Vector) -> dict[str, Any]:
    """Return o_i, s_i, E, sigma_i, dE_dW_i and the Jacobians of one sample, at any depth."""
    found: dict[str, Any] = {"o_0": o_0}
    for i, W in enumerate(Ws):
        o = found[f"o_{i}"]
        s = [sum(row[j] * o[j] for j in range(len(o))) for row in W]
        found |= {f"s_{i}": s, f"o_{i + 1}": [phi(x) for x in s]}
    L = len(Ws)
    o_L = found[f"o_{L}"]
    found["E"] = sum((o_L[k] - t[k]) ** 2 for k in range(len(t))) / 2
    pushed = found["G"] = [o_L[k] - t[k] for k in range(len(t))]  # dE/do of the layer above s_i
    for i in reversed(range(L)):
        s, o, W = found[f"s_{i}"], found[f"o_{i}"], Ws[i]
        rows, columns = range(len(s)), range(len(o))
        sigma = [pushed[k] * slope(s[k]) for k in rows]
        pushed = [sum(sigma[k] * W[k][j] for k in rows) for j in columns]
        found |= {f"sigma_{i}": sigma, f"dE_do_{i}": pushed}
        found[f"dE_dW_{i}"] = [[sigma[k] * o[j] for j in columns] for k in rows]
        found[f"J_o{i + 1}_s{i}"] = [[slope(s[k]) if k == m else 0 for m in rows] for k in rows]
        found[f"J_s{i}_o{i}"] = [[W[k][j] for j in columns] for k in rows]
        # For every w_ij: entry [k][i][j] is o_j where k is i.
        found[f"J_s{i}_w"] = [[[x if k == m else 0 for x in o] for m in rows] for k in rows]
    return found


def layers(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the letters of a network of any depth, of a batch a row a sample.

    The weight gradients of a batch are means over it; step_i is W_i after a step along minus them.
    """
    L, rate = sum(f"W_{i}" in given for i in range(len(given))), given["rate"]
    Ws, inputs, targets = [given[f"W_{i}"] for i in range(L)], given["o_0"], given["t"]
    if isinstance(inputs[0], list):
        samples = [network(Ws, o_0, t) for o_0, t in zip(inputs, targets, strict=True)]
        found: dict[str, Any] = {name: [s[name] for s in samples] for name in samples[0]}
    else:
        found = network(Ws, inputs, targets)
        samples = [found]
    for i, W in enumerate(Ws):
        rows, columns = range(len(W)), range(len(W[0]))
        all_of_them = [sample[f"dE_dW_{i}"] for sample in samples]
        mean = [[sum(m[k][j] for m in all_of_them) / len(samples) for j in columns] for k in rows]
        found[f"dE_dW_{i}"] = mean
        found[f"step_{i}"] = [[W[k][j] - rate * mean[k][j] for j in columns] for k in rows]
    return found | {"L": L, "input": inputs, "any_depth": found["dE_dW_0"]}


def one_sample(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the value of every result for one sample, by its id, and of the letters."""
    found, W_0, W_1, x = layers(given), given["W_0"], given["W_1"], given["x"]
    n_0, n_1, n_2 = range(len(given["o_0"])), range(len(W_0)), range(len(W_1))
    G, s_1, sigma_1 = found["G"], found["s_1"], found["sigma_1"]
    return found | {
        "chain_W_0": found["dE_dW_0"],
        "two_matrices": [
            sum(W_1[k][m] * W_0[m][j] * given["o_0"][j] for m in n_1 for j in n_0) for k in n_2
        ],
        "phi_left": [phi(x) for x in given["far"]],
        "dE_do_k": G,
        "dE_along_o_2": sum(G[k] * given["do"][k] for k in n_2),
        "step": found["step_0"],
        "phi_prime": slope(x),
        "dE_along_s_1": sum(sigma_1[k] * given["ds"][k] for k in n_2),
        "G_J_o2_s1": [G[k] * slope(s_1[k]) for k in n_2],
        "quarter": [slope(s_1[k]) for k in n_2],
        "complex_step": slope(x),
        "chain_W_1": found["dE_dW_1"],
        "sigma_1_J": found["dE_dW_1"],
        "sigma_1_W_1": found["dE_do_1"],
        "count_forward": sum(1 for w in (W_0, W_1) for row in w for _ in row),
        "count_signals": sum(2 for _ in (*n_2, *n_1)) + sum(1 for _ in n_2 for _ in n_1),
        "count_gradients": sum(1 for a, b in [(n_2, n_1), (n_1, n_0)] for _ in a for _ in b),
    }


def layer(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the letters of one layer somewhere in a network, and the results about it."""
    s, W, sigma = given["s"], given["W_i"], given["sigma_i"]
    o = [phi(x) for x in s]
    return {
        "o_i": o,
        "s_i": [sum(row[j] * o[j] for j in range(len(o))) for row in W],
        "sigma_before": [
            sum(sigma[k] * W[k][j] for k in range(len(W))) * slope(s[j]) for j in range(len(s))
        ],
        "dE_dW_i": [[sigma[k] * o[j] for j in range(len(o))] for k in range(len(sigma))],
    }


def last(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the letters of the last layer of a network, and the result about it."""
    found = network([given["W"]], given["o"], given["t"])
    return {"s": found["s_0"], "o_L": found["o_1"], "sigma_last": found["sigma_0"]}
