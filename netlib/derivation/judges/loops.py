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
    """Return the derivative of phi by the quotient rule, from the sum and not from the output."""
    return exp(-x) / (1 + exp(-x)) ** 2


def network(Ws: Sequence[Matrix], o_0: Vector, t: Vector) -> dict[str, Any]:
    """Return o_i, s_i, E, sigma_i and dE_dW_i of one sample, at any depth."""
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
        sigma = [pushed[k] * slope(s[k]) for k in range(len(s))]
        pushed = [sum(sigma[k] * W[k][j] for k in range(len(s))) for j in range(len(o))]
        gradient = [[sigma[k] * o[j] for j in range(len(o))] for k in range(len(s))]
        found |= {f"sigma_{i}": sigma, f"dE_do_{i}": pushed, f"dE_dW_{i}": gradient}
    return found


def one_sample(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the value of every result for one sample, by its id, and of the letters."""
    W_0, W_1, rate, x = given["W_0"], given["W_1"], given["rate"], given["x"]
    found = network([W_0, W_1], given["o_0"], given["t"])
    s_0, s_1, o_0, o_1, o_2 = (found[name] for name in ("s_0", "s_1", "o_0", "o_1", "o_2"))
    n_0, n_1, n_2 = range(len(o_0)), range(len(o_1)), range(len(o_2))
    G, sigma_1, gradient = found["G"], found["sigma_1"], found["dE_dW_0"]
    return found | {
        "chain_W_0": gradient,
        "two_matrices": [
            sum(W_1[k][m] * W_0[m][j] * o_0[j] for m in n_1 for j in n_0) for k in n_2
        ],
        "phi_left": [phi(x) for x in given["far"]],
        "dE_do_k": G,
        "dE_along_o_2": sum(G[k] * given["do"][k] for k in n_2),
        "step": [[W_0[k][j] - rate * gradient[k][j] for j in n_0] for k in n_1],
        "phi_prime": slope(x),
        "J_o2_s1": [[slope(s_1[k]) if k == m else 0 for m in n_2] for k in n_2],
        "dE_along_s_1": sum(sigma_1[k] * given["ds"][k] for k in n_2),
        "G_J_o2_s1": [G[k] * slope(s_1[k]) for k in n_2],
        "quarter": [slope(s_1[k]) for k in n_2],
        "complex_step": slope(x),
        "chain_W_1": found["dE_dW_1"],
        "J_s1_w": _columns(n_2, o_1),
        "sigma_1_J": found["dE_dW_1"],
        "J_s1_o1": [[W_1[k][m] for m in n_1] for k in n_2],
        "sigma_1_W_1": found["dE_do_1"],
        "J_o1_s0": [[slope(s_0[k]) if k == m else 0 for m in n_1] for k in n_1],
        "J_s0_w": _columns(n_1, o_0),
        "count_left": sum(
            1 for rows, row in [(n_2, n_2), (n_2, n_1), (n_1, n_1)] for _ in rows for _ in row
        ),
        "count_right": sum(
            1 for a, b in [(n_2, n_1), (n_2, n_2), ([1], n_2)] for _ in a for _ in b for _ in n_1
        ),
        "count_vectors": sum(2 for _ in (*n_2, *n_1)) + sum(1 for _ in n_2 for _ in n_1),
    }


def _columns(rows: range, o: Vector) -> list[list[list[float]]]:
    """Return J(s;w_ij) for every i and j: entry [k][i][j] is o_j where k is i."""
    return [[[x if k == i else 0 for x in o] for i in rows] for k in rows]


def batch(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the letters of a batch: a row a sample, and the weight gradients' means."""
    Ws = [given["W_0"], given["W_1"]]
    samples = [network(Ws, o_0, t) for o_0, t in zip(given["o_0"], given["t"], strict=True)]
    found: dict[str, Any] = {name: [s[name] for s in samples] for name in samples[0]}
    for name in ("dE_dW_0", "dE_dW_1"):
        found[name] = [
            [sum(m[k][j] for m in found[name]) / len(samples) for j in range(len(row))]
            for k, row in enumerate(found[name][0])
        ]
    return found | {f"{name}_batch": value for name, value in found.items()}


def deep(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the letters of a network of three weight matrices, and the results about it."""
    found = network([given[f"W_{i}"] for i in range(3)], given["o_0"], given["t"])
    return found | {"sigma_last": found["sigma_2"], "any_depth": found["dE_dW_0"]}


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
