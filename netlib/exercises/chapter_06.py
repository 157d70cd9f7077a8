"""The exercises of notebook 06: shapes, sigma_0, shared weights, the cost, a way round."""

from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise

import numpy as np

from netlib.checks import Array
from netlib.derivation.slips import SLIPS
from netlib.exercises.answers import Arrays, Decimals
from netlib.exercises.derivation import Derivation
from netlib.exercises.exercise import Case, Exercise, Mistake, derived, networks, slip
from netlib.exercises.shapes import Shapes
from netlib.forward import logistic as phi

dE_dW_0 = derived("dE_dW_0")  # for a batch the mean over its samples
sigma_0, sigma_1 = derived("sigma_0"), derived("sigma_1")


def _tied(W: Array, o_0: Array, t: Array) -> tuple[Array, Array]:
    """Return the gradient by W as W_0, and by W as W_1 transposed, both n_1 x n_0."""
    o_1 = phi(W @ o_0)
    o_2 = phi(o_1 @ W)
    sigma_1 = (o_2 - t) * o_2 * (1 - o_2)
    return np.outer((sigma_1 @ W.T) * o_1 * (1 - o_1), o_0), np.outer(o_1, sigma_1)


def _mirror(n_0: int, n_1: int) -> Case:
    rng = np.random.default_rng(n_0)
    W, o_0, t = rng.normal(size=(n_1, n_0)), rng.normal(size=n_0), rng.uniform(size=n_0)
    return Case(f"a {n_0}-{n_1}-{n_0} network", {"W": W, "o_0": o_0, "t": t})


def _squared(G: Array, o_2: Array) -> Array:
    """Return sigma_1 with the slope of the output nodes in it a second time."""
    return G * (o_2 * (1 - o_2)) ** 2


def _halved(
    G: Array,
    o_2: Array,
    W_1: Array,
    o_1: Array,
    o_0: Array,
    *,
    wrong: dict[str, Callable[[Array], Array]],
) -> Array:
    """Return the gradient by W_0, with something else for the slopes of one of the layers."""
    slopes = dict.fromkeys(("hidden", "output"), lambda o: o * (1 - o)) | wrong
    signal = (G * slopes["output"](o_2)) @ W_1 * slopes["hidden"](o_1)
    at_hidden, heard = np.atleast_2d(signal, o_0)
    return np.asarray(at_hidden.T @ heard / len(heard))


def _one(o_0: Array) -> int:
    """Return n_0 for one sample, 1 for a batch."""
    return len(o_0) if o_0.ndim == 1 else 1


def _cost(n: Sequence[int], signals: int = 1, slopes: int = 2, passes: int = 2) -> list[int]:
    """Return the multiplications forward and backward, and the forward passes of differences."""
    weights = sum(a * b for a, b in pairwise(n))
    through = weights - n[0] * n[1]  # W_0 carries no signal
    return [weights, weights + signals * through + slopes * sum(n[1:]), passes * weights]


def _round(
    W_0: Array, W_1: Array, V: Array, o_0: Array, t: Array, *, wrong: str = ""
) -> tuple[Array, Array]:
    """Return the gradients by W_0 and by V, where s_1 = W_1 o_1 + V o_0; wrong: a mistake."""
    o_1 = phi(W_0 @ o_0)
    o_2 = phi(W_1 @ o_1 + V @ o_0 * (wrong != "V left out"))
    if wrong == "V behind phi":
        o_2 = phi(W_1 @ o_1) + V @ o_0
    sigma_1 = (o_2 - t) * (1 if wrong == "no slope" else o_2 * (1 - o_2))
    sigma_0 = (sigma_1 @ W_1) * o_1 * (1 - o_1)
    by_V = {"o_1 for V": (sigma_1, o_1), "sigma_0 for V": (sigma_0, o_0)}
    return np.outer(sigma_0, o_0), np.outer(*by_V.get(wrong, (sigma_1, o_0)))


def _past(n_0: int, n_1: int, n_2: int) -> Case:
    rng = np.random.default_rng(n_1)
    shapes = {"W_0": (n_1, n_0), "W_1": (n_2, n_1), "V": (n_2, n_0), "o_0": (n_0,), "t": (n_2,)}
    letters = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    return Case(f"a {n_0}-{n_1}-{n_2} network with a way round", letters)


GUESSES = {"06-cost": "about as much", "06-fade": "more than 4"}
EXERCISES = (
    Exercise(
        "06.1", Shapes(4),
        [(3, 4), (4, 4), (4, 1), (1, 4)],  # J(s_1;o_1), J(o_1;s_0), J(s_0;w_ij), sigma_0
        "Rows are what changes, columns are what it depends on; neighbours in the chain must meet "
        "in one size. For the row sigma_0 accept 1 x n, n and (n,), but not n x 1.",
        (
            Mistake("columns first", [(4, 3), (4, 4), (1, 4), (4, 1)],
                    "Rows and columns are exchanged. J(x;y) has a row for each entry of x, and "
                    "the derivative of a number by a vector is a row in this series."),
            Mistake("E7", [(4, 4), (4, 4), (4, 1), (1, 4)], SLIPS["E7"].message),
            Mistake("E2", [(3, 4), (4, 4), (3, 1), (1, 4)],
                    "This column is as long as s_1, but a weight of W_0 acts on s_0 first."),
            Mistake("E3", [(3, 4), (4, 4), (4, 6), (1, 4)],
                    "This is the shape of W_0, but a derivative by one weight is one column."),
            Mistake("layer 0 counted", [(3, 4), (6, 6), (6, 1), (1, 6)],
                    "This is the size of the input, but what is asked for belongs to the hidden "
                    "layer."),
            Mistake("the diagonal alone", [(3, 4), (1, 4), (4, 1), (1, 4)],
                    "These numbers are enough to compute with; as a Jacobian they stand in a "
                    "square matrix, zeros included."),
        ),
    ),
    Exercise(
        "06.2", Decimals(4), derived("sigma_0"),
        "First down each column of W_1, then the slope; look for the intermediate row "
        "(-0.1, -0.5, 0.2).",
        (
            slip("no slope in the hidden layer",
                 message="So far the signal has come through the weights. Now the slopes of the "
                         "hidden nodes are missing."),
            Mistake("half a slope", lambda sigma_1, W_1, o_1: (sigma_1 @ W_1) * o_1,
                    "This multiplies by o_1 alone: a slope has two factors."),
            Mistake("the other half of a slope",
                    lambda sigma_1, W_1, o_1: (sigma_1 @ W_1) * (1 - o_1),
                    "This multiplies by 1 - o_1 alone: a slope has two factors."),
            Mistake("the slope twice",
                    lambda sigma_1, W_1, o_1: (sigma_1 @ W_1) * (o_1 * (1 - o_1)) ** 2,
                    "This has the slopes of the hidden nodes twice."),
            Mistake("the slopes alone", lambda o_1, **_: o_1 * (1 - o_1),
                    "These are the slopes of the hidden nodes. What comes back to them through the "
                    "weights?"),
            Mistake("a minus lost",
                    lambda sigma_1, W_1, o_1: (np.abs(sigma_1) @ W_1) * o_1 * (1 - o_1),
                    "This adds up without the minus of the second signal."),
            Mistake("the minuses of W_1 lost",
                    lambda sigma_1, W_1, o_1: (sigma_1 @ np.abs(W_1)) * o_1 * (1 - o_1),
                    "This adds up without the minus signs of W_1."),
            Mistake("one way only", lambda sigma_1, W_1, o_1: sigma_1[0] * W_1[0] * o_1 * (1 - o_1),
                    "This is what comes back from the first output node alone. Each hidden node "
                    "spoke to both."),
            Mistake("the other way only",
                    lambda sigma_1, W_1, o_1: sigma_1[1] * W_1[1] * o_1 * (1 - o_1),
                    "This is what comes back from the second output node alone. Each hidden node "
                    "spoke to both."),
            Mistake("slope at the wrong place",
                    lambda sigma_1, W_1, o_1: (sigma_1 @ W_1) * phi(o_1) * (1 - phi(o_1)),
                    "This takes phi' of the output, but phi' takes the sum; here the outputs are "
                    "given."),
        ),
        given={
            "sigma_1": np.array([0.2, -0.1]),
            "W_1": np.array([[1.0, -2.0, 0.5], [3.0, 1.0, -1.0]]),
            "o_1": np.array([0.5, 0.8, 0.9]),
        },
        formula="(sigma_1 @ W_1) * (o_1 * (1 - o_1))",
    ),
    Exercise(
        "06.3", Arrays(), dE_dW_0,
        "Two slopes, each at its own layer; W_1 without a transpose; the 1/B once, at the end.",
        (
            Mistake("no slope at all",
                    lambda G, o_2, W_1, o_1, o_0: dE_dW_0(sigma_0=G @ W_1, o_0=o_0),
                    "This has no slope at all: the signal passes the output nodes and the hidden "
                    "nodes, and each of them multiplies it by its own."),
            slip("no slope at the output", "dE_dW_0",
                 message="This lacks the slope of the output nodes: G stands where sigma_1 "
                         "belongs."),
            Mistake("slope of o_2 twice",
                    lambda G, o_2, W_1, o_1, o_0: dE_dW_0(
                        sigma_1=_squared(G, o_2), W_1=W_1, o_1=o_1, o_0=o_0),
                    "The slope of the output nodes is in this twice."),
            Mistake("slope of o_2 twice, none of o_1",
                    lambda G, o_2, W_1, o_1, o_0: dE_dW_0(sigma_0=_squared(G, o_2) @ W_1, o_0=o_0),
                    "The slope of the output nodes is in this twice, and that of the hidden nodes "
                    "not at all."),
            Mistake("slope of o_2 at the hidden nodes",
                    lambda G, o_2, W_1, o_1, o_0: sigma_1(G=G, o_2=o_2) @ W_1 * o_2,
                    "The slope of the output nodes doesn't fit what has come through W_1, and it "
                    "is in sigma_1 already."),
            Mistake("o_1 in the outer product",
                    lambda o_0, o_1, **others: dE_dW_0(
                        sigma_0=sigma_0(o_1=o_1, **others), o_0=o_1),
                    "This ends with o_1, but a weight of W_0 listens to o_0."),
            Mistake("W_1 transposed",
                    lambda G, o_2, W_1, o_1, o_0: sigma_1(G=G, o_2=o_2) @ W_1.T,
                    "The row sigma_1 comes from the left, so the matrix must have a row for each "
                    "of its entries. Does W_1 have it as it stands, or transposed?"),
            Mistake("samples as columns",
                    lambda G, o_2, W_1, o_1, o_0: np.outer(
                        W_1.T @ sigma_1(G=G, o_2=o_2) * o_1 * (1 - o_1), o_0),
                    "For one sample this works, because NumPy's vector is neither row nor column. "
                    "In a batch every sample is a row, and a row comes from the left."),
            slip("no slope in the hidden layer", "dE_dW_0",
                 message="This lacks the slope of the hidden nodes."),
            slip("slope at the wrong place", "dE_dW_0",
                 message="At the output this takes phi' of the output, but phi' takes the sum."),
            Mistake("transposed", lambda **letters: dE_dW_0(**letters).T,
                    "This is the gradient transposed: rows must be what listens, the hidden "
                    "nodes."),
            *(
                Mistake(name, partial(_halved, wrong={layer: factor}), message)
                for name, layer, factor, message in (
                    ("half a slope in the hidden layer", "hidden", lambda o: o,
                     "In the hidden layer this multiplies by o_1 alone: a slope has two factors."),
                    ("the other half in the hidden layer", "hidden", lambda o: 1 - o,
                     "In the hidden layer this multiplies by 1 - o_1 alone: a slope has two "
                     "factors."),
                    ("the slope of o_1 twice", "hidden", lambda o: (o * (1 - o)) ** 2,
                     "This has the slope of the hidden nodes twice."),
                    ("slope at the wrong place, hidden",
                     "hidden", lambda o: phi(o) * (1 - phi(o)),
                     "In the hidden layer this takes phi' of the output, but phi' takes the sum."),
                    ("half a slope at the output", "output", lambda o: o,
                     "At the output this multiplies by o_2 alone: a slope has two factors."),
                    ("the other half at the output", "output", lambda o: 1 - o,
                     "At the output this multiplies by 1 - o_2 alone: a slope has two factors."),
                )
            ),
            Mistake("outer of the batch",
                    lambda G, o_2, W_1, o_1, o_0: np.outer(
                        sigma_1(G=G, o_2=o_2) @ W_1 * o_1 * (1 - o_1), o_0),
                    "Right for one sample. Of a batch, np.outer makes one long vector of all "
                    "samples: which product of matrices adds up over them?"),
            Mistake("no G", lambda G, **others: dE_dW_0(G=np.ones_like(G), **others),
                    "G is not used in this: without it, the signal knows nothing of the target."),
            slip("E11", message="This gradient is zero: W_0 would never learn."),
            Mistake("sum over the batch",
                    lambda G, **others: dE_dW_0(G=G, **others) * len(np.atleast_2d(G)),
                    SLIPS["sum over the batch"].message),
            Mistake("mean taken twice",
                    lambda G, **others: dE_dW_0(G=G, **others) / len(np.atleast_2d(G)),
                    "The mean over the batch is taken twice: the 1/B comes in once, at the end."),
            Mistake("divided by n_0", lambda o_0, **others: dE_dW_0(o_0=o_0, **others) / _one(o_0),
                    "This is right for a batch. The len of one sample, a plain vector, is not the "
                    "number of samples."),
            Mistake("sign", lambda **letters: -dE_dW_0(**letters),
                    "This has the wrong sign: the gradient points uphill, and the step has the "
                    "minus."),
        ),
        cases=networks("G", "o_2", "W_1", "o_1", "o_0"),
        formula="sigma_1 = G * (o_2 * (1 - o_2))\n"
                "sigma_0 = (sigma_1 @ W_1) * (o_1 * (1 - o_1))\n"
                "rows(sigma_0).T @ rows(o_0) / len(rows(o_0))",
    ),
    Exercise(
        "06.4", Arrays(), lambda W, o_0, t: sum(_tied(W, o_0, t)),
        "One weight acts in two places, so two ways lead to E and are added; the second gradient "
        "is transposed before it fits.",
        (
            Mistake("not transposed", lambda W, o_0, t: _tied(W, o_0, t)[0] + _tied(W, o_0, t)[1].T,
                    "The two gradients have different shapes: an entry of W stands at another "
                    "place in the matrix of the second layer. Bring it back there first."),
            Mistake("side by side", lambda W, o_0, t: np.array(_tied(W, o_0, t)),
                    "These are the two ways side by side; there is one W, and it needs one "
                    "gradient. What does the chain rule do with several ways?"),
            Mistake("the first place alone", lambda W, o_0, t: _tied(W, o_0, t)[0],
                    "This is what W does in the first layer. It acts in the second as well."),
            Mistake("the second place alone", lambda W, o_0, t: _tied(W, o_0, t)[1],
                    "This is what W does in the second layer. It acts in the first as well."),
            Mistake("the mean of both", lambda W, o_0, t: sum(_tied(W, o_0, t)) / 2,
                    "This is the mean of the two ways. The chain rule adds up all ways to E."),
            Mistake("the difference", lambda W, o_0, t: _tied(W, o_0, t)[0] - _tied(W, o_0, t)[1],
                    "This takes the second way from the first. The chain rule adds up all ways "
                    "to E."),
        ),
        cases=(_mirror(4, 3), _mirror(2, 5)),
        formula="o_1 = phi(W @ o_0)\n"
                "o_2 = phi(W.T @ o_1)\n"
                "sigma_1 = (o_2 - t) * (o_2 * (1 - o_2))\n"
                "sigma_0 = (W @ sigma_1) * (o_1 * (1 - o_1))\n"
                "np.outer(sigma_0, o_0) + np.outer(o_1, sigma_1)",
    ),
    Exercise(
        "06.5", Derivation("sigma_0", r"J|diag|'|s_?\{?1|s₁"),
        "sigma_0 = G(E;o_2) J(o_2;s_1) J(s_1;o_1) J(o_1;s_0)\n"
        "= sigma_1 W_1 diag(o_1 (1 - o_1))\n= (sigma_1 W_1) * o_1 * (1 - o_1)",
        "Two factors are joined in sigma_1, the third is W_1 as it stands, and a diagonal from the "
        "right is a product entry by entry.",
        (
            Mistake("no slope in the hidden layer", "sigma_0 = sigma_1 W_1",
                    "The last factor of the chain got lost, the slopes of the hidden nodes."),
            Mistake("half a slope", "sigma_0 = (sigma_1 W_1) * o_1",
                    "This multiplies by o_1 alone: a slope has two factors."),
            Mistake("the other half of a slope", "sigma_0 = (sigma_1 W_1) * (1 - o_1)",
                    "This multiplies by 1 - o_1 alone: a slope has two factors."),
            Mistake("side by side", "sigma_0 = (sigma_1 W_1) o_1 (1 - o_1)",
                    "Side by side, a row and a column make a single number. A product entry by "
                    "entry needs its own sign, the *."),
            Mistake("transposed", "sigma_0 = sigma_1 W_1^T J(o_1;s_0)",
                    "A row of n_2 entries stands in front of this matrix, so it needs n_2 "
                    "rows. How many does W_1 have, and how many has it transposed?"),
            Mistake("W_0 for W_1", "sigma_0 = sigma_1 W_0 J(o_1;s_0)",
                    "These are the weights in front of the hidden nodes. Which ones lie between "
                    "o_1 and s_1?"),
            Mistake("o_2 for o_1", "sigma_0 = (sigma_1 W_1) * o_2 * (1 - o_2)",
                    "These slopes are in sigma_1 already. At which nodes has the signal arrived?"),
            Mistake("sums for outputs", "sigma_0 = (sigma_1 W_1) * s_0 * (1 - s_0)",
                    "This puts the sums where the outputs of the nodes belong."),
            Mistake("slope at the wrong place",
                    "sigma_0 = (sigma_1 W_1) * phi(o_1) * (1 - phi(o_1))",
                    "This takes phi once too often: the outputs of the nodes are phi of their sums "
                    "already."),
            Mistake("no slope at the output", "sigma_0 = (G W_1) * o_1 * (1 - o_1)",
                    "This lacks the slope of the output nodes: the second factor of the chain."),
            Mistake("sign", "sigma_0 = (t - o_2) J(o_2;s_1) W_1 J(o_1;s_0)",
                    "The sign is the other one. Is the miss the output minus the target, or the "
                    "other way round?"),
            Mistake("factor 2", "sigma_0 = 2 G J(o_2;s_1) W_1 J(o_1;s_0)",
                    SLIPS["factor 2"].message),
            Mistake("updated W_1", "sigma_0 = sigma_1 (W_1 - eta dE/dW_1) J(o_1;s_0)",
                    SLIPS["updated W_1"].message),
        ),
    ),
    Exercise(
        "06.6", Decimals(2), lambda n: _cost(n),
        "Forward: one for each weight. Backward: one for each weight's derivative, one for each "
        "weight above W_0 on the row's way, two for each node. Differences: two passes a weight.",
        (
            Mistake("gradients alone", lambda n: _cost(n, signals=0, slopes=0),
                    "Backward, this counts the weight gradients alone; the signals that they are "
                    "made of have to be computed as well."),
            Mistake("no slopes", lambda n: _cost(n, slopes=0),
                    "This leaves out the slopes: each node has two multiplications of its own."),
            Mistake("one for a slope", lambda n: _cost(n, slopes=1),
                    "A slope has two factors, so each node has two multiplications of its own."),
            Mistake("no signals", lambda n: _cost(n, signals=0),
                    "This leaves out how the row comes through the weight matrices."),
            Mistake("to the input",
                    lambda n: [f := _cost(n)[0], _cost(n)[1] + n[0] * n[1], 2 * f],
                    "This carries the row through W_0 as well, but the gradient of W_0 is made of "
                    "the row in front of it."),
            Mistake("one-sided", lambda n: _cost(n, passes=1),
                    "This is one forward pass for each weight, but a central difference takes E "
                    "on both sides."),
            Mistake("nodes for weights", lambda n: [*_cost(n)[:2], 2 * sum(n)],
                    "For the differences this counts nodes, but it is the weights that are "
                    "changed one by one."),
        ),
        given={"n": (784, 300, 100, 10)},
        formula="n_0, n_1, n_2, n_3 = n\n"
                "weights = n_0 * n_1 + n_1 * n_2 + n_2 * n_3\n"
                "row = n_1 * n_2 + n_2 * n_3 + 2 * (n_1 + n_2 + n_3)\n"
                "weights, weights + row, 2 * weights",
    ),
    Exercise(
        "06.7", Arrays(("dE/dW_0", "dE/dV")), _round,
        "The new o_2 is in sigma_1; V hears o_0, so its gradient is outer(sigma_1, o_0); the "
        "formula of sigma_0 stays, because no way through V passes s_0.",
        tuple(
            Mistake(name, partial(_round, wrong=name), message)
            for name, message in {
                "V left out": "The forward pass goes without V here: s_1 is the sum of two parts.",
                "V behind phi": "V o_0 belongs in the sums s_1, before phi.",
                "no slope": "This lacks the slope of the output nodes.",
                "o_1 for V": "The gradient of V is made of what V listens to. Is that o_1?",
                "sigma_0 for V": "The gradient of V is made of the signal at the sums that V leads "
                                 "to. Are those s_0?",
            }.items()
        ),
        cases=(_past(4, 3, 2), _past(2, 5, 3)),
        formula="o_1 = phi(W_0 @ o_0)\n"
                "o_2 = phi(W_1 @ o_1 + V @ o_0)\n"
                "sigma_1 = (o_2 - t) * (o_2 * (1 - o_2))\n"
                "sigma_0 = (sigma_1 @ W_1) * (o_1 * (1 - o_1))\n"
                "np.outer(sigma_0, o_0), np.outer(sigma_1, o_0)",
    ),
)  # fmt: skip
