"""Every public function of the chapters, to be judged whole: all that it returns, at any depth.

Its parts are results like those of the derivation, but without a formula, and of networks of one to
four weight matrices, for one sample and for a batch.
"""

from dataclasses import dataclass

from netlib.derivation.networks import Shape, Slope, layers
from netlib.derivation.results import Result

DEPTHS = range(1, 5)
# What each returns, and the chapter in which it is derived.
RETURNS = {
    "logistic": ("02", r"o_{i+1} = \varphi(s_i)"),
    "weighted_sum": ("02", r"s_i = W_i\,o_i"),
    "forward": ("02", r"s_i = W_i\,o_i, \qquad o_{i+1} = \varphi(s_i)"),
    "squared_error": ("03", r"E = \tfrac{1}{2} \sum_k (o_{L,k} - t_k)^2"),
    "error_gradient": ("03", r"G(E;o_L) = (o_L - t)^{\mathsf T}"),
    "logistic_jacobian": ("04", r"J(o_{i+1};s_i)"),
    "output_sigma": ("05", r"\sigma_{L-1} = G(E;o_L)\,J(o_L;s_{L-1})"),
    "weight_jacobian": ("05", r"J(s_i;w_{ij})"),
    "weight_gradient": ("05", r"\frac{\partial E}{\partial W_i} = \mathrm{outer}(\sigma_i, o_i)"),
    "weighted_sum_jacobian": ("06", r"J(s_i;o_i) = W_i"),
    "previous_sigma": (
        "06",
        r"\sigma_{i-1} = (\sigma_i W_i) \circ \bigl(o_i \circ (1 - o_i)\bigr)^{\mathsf T}",
    ),
    "backward": ("06", r"\sigma_i, \qquad \frac{\partial E}{\partial W_i}"),
    "one_step": ("07", r"W_i \leftarrow W_i - \eta\,\frac{\partial E}{\partial W_i}"),
}


@dataclass(frozen=True)
class Function:
    """One function: its name, the chapter it is from, what it returns, and each part of that."""

    id: str
    chapter: str
    latex: str
    parts: tuple[Result, ...]
    rests_on: tuple[str, ...] = ()  # nothing is proven of a function


def _parts(L: int, batch: bool) -> dict[str, list[Result]]:
    """Return the parts of each function for L weight matrices."""
    found: dict[str, list[Result]] = {name: [] for name in RETURNS}
    network, B = layers(L, batch), ("B",) * batch
    E, mean = ("total(E)", "total(E) / B") if batch else ("E", "E")
    Ws = f"[{', '.join(f'W_{i}' for i in range(L))}]"
    trace, step = f"forward({Ws}, o_0)", f"one_step({Ws}, o_0, t, rate)"
    gradients = f"backward({Ws}, {trace}, t)"

    def add(function: str, name: str, shape: Shape, means: str | Slope, code: str) -> None:
        """Let a function have a part that the loops know by this name."""
        D = Slope(mean, f"W_{i}") if function == "one_step" else None
        part = Result(name, "", "", shape, means, "", code, network=network, D=D)
        found[function].append(part)

    for i in range(L):
        j, m, n = i + 1, f"n_{i + 1}", f"n_{i}"
        s, o = (f"s_{i}", (*B, m), f"weigh(W_{i}, o_{i})"), (f"o_{j}", (*B, m), f"phi(s_{i})")
        sigma = (f"sigma_{i}", (*B, m), Slope(E, f"s_{i}"))
        gradient = (f"dE_dW_{i}", (m, n), Slope(mean, f"W_{i}"))
        add("logistic", *o, f"logistic(s_{i})")
        add("weighted_sum", *s, f"weighted_sum(W_{i}, o_{i})")
        add("forward", *s, f"{trace}.s[{i}]")
        add("forward", *o, f"{trace}.o[{j}]")
        add("weight_gradient", *gradient, f"weight_gradient(sigma_{i}, o_{i})")
        add("backward", *sigma, f"{gradients}.sigma[{i}]")
        add("backward", *gradient, f"{gradients}.weights[{i}]")
        add("one_step", f"step_{i}", (m, n), f"W_{i} - rate * D", f"{step}[{i}]")
        if j == L:
            add("output_sigma", *sigma, f"output_sigma(G, o_{L})")
        else:
            add("previous_sigma", *sigma, f"previous_sigma(sigma_{j}, W_{j}, o_{j})")
        if not batch:  # a Jacobian belongs to one sample
            J_o = (f"J_o{j}_s{i}", (m, m), Slope(f"o_{j}", f"s_{i}"))
            J_s = (f"J_s{i}_o{i}", (m, n), Slope(f"s_{i}", f"o_{i}"))
            J_w = (f"J_s{i}_w", (m,), Slope(f"s_{i}", f"W_{i}", entry=True))
            add("logistic_jacobian", *J_o, f"logistic_jacobian(o_{j})")
            add("weighted_sum_jacobian", *J_s, f"weighted_sum_jacobian(W_{i})")
            add("weight_jacobian", *J_w, f"weight_jacobian(o_{i}, i, j, len(s_{i}))")
    add("squared_error", "E", B, network.definitions["E"], f"squared_error(o_{L}, t)")
    add("error_gradient", "G", (*B, f"n_{L}"), Slope(E, f"o_{L}"), f"error_gradient(o_{L}, t)")
    add("forward", "input", (*B, "n_0"), "o_0", f"{trace}.o[0]")
    add("forward", "L", (), "L", f"len({trace}.s)")
    add("forward", "L", (), "L", f"len({trace}.o[1:])")
    add("backward", "L", (), "L", f"len({gradients}.sigma)")
    add("backward", "L", (), "L", f"len({gradients}.weights)")
    return found


_ALL = [_parts(L, batch) for L in DEPTHS for batch in (False, True)]
FUNCTIONS = {
    id: Function(id, *returns, tuple(part for parts in _ALL for part in parts[id]))
    for id, returns in RETURNS.items()
}
