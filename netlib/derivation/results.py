"""Every result of the derivation, from top to bottom, as data.

A result says in five ways what it says: as LaTeX; as a shape; by what it `means`, in terms of the
definitions in `networks` alone; as the `formula` that the derivation finds; and as the `code` of
netlib that computes it. Letters: J_s1_w is J(s_1;w_ij), dE_dW_1 the weight gradient, sigma_1[i] an
entry. `verdict` asks the judges whether all five agree.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from netlib.derivation.networks import (
    BATCH,
    DEEP,
    LAST,
    LAYER,
    ONE,
    Network,
    Shape,
    Slope,
    differentiates,
    reached,
)

# How a formula's shape is written behind it: sizes are those of the result's shape.
REMARKS = {
    "row": r"1 \times {0}",
    "column": r"{0} \times 1",
    "matrix": r"{0} \times {1}",
    "outer": r"({0} \times 1)(1 \times {1}) = {0} \times {1}",
}


@dataclass(frozen=True)
class Result:
    """One result.

    id: its name; with "_batch" after the letter if it holds for a batch. chapter: "01" to "07".
    equation: its LaTeX, without the remark on its shape. shape: sizes of the left-hand side, () for
    a number. means, formula, code: see above; i and j in them are the indices of a weight w_ij, D
    in `means` is the derivative D. steps: lines between what it means and its formula. premises:
    the results it is proven from, by induction. remark: which of REMARKS follows.
    """

    id: str
    chapter: str
    equation: str
    shape: Shape
    means: str | Slope
    formula: str
    code: str
    steps: tuple[str | Slope, ...] = ()
    premises: tuple[str, ...] = ()
    network: Network = ONE
    remark: str = ""
    D: Slope | None = None

    @property
    def letter(self) -> str:
        """The name that other formulas know it by."""
        return self.id.removesuffix("_batch")

    @property
    def slope(self) -> Slope | None:
        """The derivative that it means, alone or as D among other things."""
        return self.means if isinstance(self.means, Slope) else self.D

    @property
    def is_definition(self) -> bool:
        """Whether it only says what a letter means."""
        return self.means == self.formula

    @property
    def rests_on(self) -> tuple[str, ...]:
        """The results without which its proof falls: its premises, or phi' where that comes in."""
        known, D = self.network.definitions, self.slope
        phi = D is not None and not self.premises and differentiates("phi", D.of, D.by, known)
        return (*self.premises, *["phi_prime"] * phi)

    @property
    def sized(self) -> bool:
        """Whether there is a size in it, and so something to prove for every size."""
        given, known = self.network.given, formulas(self.network) | dict(self.network.definitions)
        sizes = {n for shape in ONE.given.values() for n in shape}
        names = reached(self.formula, known)
        return any(given.get(name) for name in names) or bool(names & sizes)

    @property
    def latex(self) -> str:
        """The LaTeX that its notebook displays: the equation, and the remark on its shape."""
        return self.equation + self.shape_remark

    @property
    def shape_remark(self) -> str:
        r"""The shape as it stands behind the equation: ", \qquad n_2 \times n_1", or nothing."""
        remark = REMARKS[self.remark].format(*self.shape) if self.remark else ""
        return rf", \qquad {remark}" if remark else ""


def chain(L: int) -> str:
    """Return the formula of `any_depth` for L weight matrices: G J J ... J."""
    middle = "".join(f" @ W_{i} @ slopes(o_{i})" for i in reversed(range(1, L)))
    return f"(o_{L} - t) @ slopes(o_{L}){middle} @ (unit(i, s_0) * o_0[j])"


# fmt: off
_ALL = (
    # 01: the chain that all seven notebooks follow
    Result(
        "chain_W_0", "01", r"\frac{\partial E}{\partial w_{ij}} = "
        r"G(E;o_2)\;J(o_2;s_1)\;J(s_1;o_1)\;J(o_1;s_0)\;J(s_0;w_{ij})",
        (), Slope("E", "W_0", entry=True), "G @ J_o2_s1 @ J_s1_o1 @ J_o1_s0 @ J_s0_w",
        "error_gradient(o_2, t) @ logistic_jacobian(o_2) @ weighted_sum_jacobian(W_1)"
        " @ logistic_jacobian(o_1) @ weight_jacobian(o_0, i, j, len(s_0))"),
    # 02: the forward pass
    Result(
        "s_0", "02", r"s_0 = W_0\,o_0, \qquad s_{0,i} = \sum_{j=1}^{n_0} w_{ij}\,o_{0,j}",
        ("n_1",), "weigh(W_0, o_0)", "W_0 @ o_0", "weighted_sum(W_0, o_0)"),
    Result(
        "o_1", "02", r"o_1 = \varphi(s_0), \qquad \varphi(x) = \frac{1}{1 + e^{-x}}",
        ("n_1",), "phi(s_0)", "phi(s_0)", "logistic(s_0)"),
    Result(
        "two_matrices", "02", r"W_1\,(W_0\,o_0) = (W_1\,W_0)\,o_0",
        ("n_2",), "weigh(W_1, weigh(W_0, o_0))", "(W_1 @ W_0) @ o_0",
        "weighted_sum(W_1, weighted_sum(W_0, o_0))"),
    Result(
        "phi_left", "02", r"\frac{1}{1 + e^{-x}} = \frac{e^{x}}{1 + e^{x}}",
        ("n_x",), "1 / (1 + exp(-far))", "exp(far) / (1 + exp(far))", "logistic(far)"),
    Result(
        "s_1", "02", r"s_1 = W_1\,o_1",
        ("n_2",), "weigh(W_1, o_1)", "W_1 @ o_1", "forward([W_0, W_1], o_0).s[1]"),
    Result(
        "o_2", "02", r"o_2 = \varphi(s_1)",
        ("n_2",), "phi(s_1)", "phi(W_1 @ phi(W_0 @ o_0))", "forward([W_0, W_1], o_0).o[2]"),
    Result(
        "s_0_batch", "02", r"s_0 = o_0\,W_0^{\mathsf T}",
        ("B", "n_1"), "weigh(W_0, o_0)", "o_0 @ W_0.T", "weighted_sum(W_0, o_0)", network=BATCH),
    # 03: the error and its gradient
    Result(
        "E", "03", r"E = \tfrac{1}{2} \sum_{k=1}^{n_2} (o_{2,k} - t_k)^2",
        (), "total((o_2 - t) ** 2) / 2", "(o_2 - t) @ (o_2 - t) / 2", "squared_error(o_2, t)"),
    Result(
        "dE_do_k", "03", r"""\begin{aligned}
\frac{\partial E}{\partial o_{2,k}} &= \frac{\partial}{\partial o_{2,k}}\ \tfrac{1}{2} \sum_{l} (o_{2,l} - t_l)^2 && \text{only the term } l = k \text{ has an } o_{2,k} \text{ in it}\\
&= \tfrac{1}{2} \cdot 2\,(o_{2,k} - t_k) && \text{the chain rule on a square}\\
&= o_{2,k} - t_k
\end{aligned}""",  # noqa: E501
        ("n_2",), Slope("E", "o_2"), "o_2 - t", "error_gradient(o_2, t)",
        steps=(Slope("total((o_2 - t) ** 2) / 2", "o_2"), "2 * (o_2 - t) / 2")),
    Result(
        "G", "03", r"G(E;o_2) = "
        r"\begin{bmatrix} o_{2,1} - t_1 & \cdots & o_{2,n_2} - t_{n_2} \end{bmatrix}",
        ("n_2",), Slope("E", "o_2"), "o_2 - t", "error_gradient(o_2, t)", remark="row"),
    Result(
        "dE_along_o_2", "03", r"E(o_2 + \Delta o_2) \approx E(o_2) + G\,\Delta o_2",
        (), Slope("E", "o_2", along="do"), "G @ do", "error_gradient(o_2, t) @ do"),
    Result(
        "step", "03", r"W_i \leftarrow W_i - \eta\,\frac{\partial E}{\partial W_i}",
        ("n_1", "n_0"), "W_0 - rate * D", "W_0 - rate * outer(sigma_0, o_0)",
        "one_step([W_0, W_1], o_0, t, rate)[0]", D=Slope("E", "W_0")),
    # 04: the Jacobian of the activation
    Result(
        "phi_prime", "04", r"""\begin{aligned}
\varphi'(x) &= \frac{d}{dx}\,\frac{1}{1 + e^{-x}} = \frac{e^{-x}}{(1 + e^{-x})^2} && \text{quotient rule}\\
&= \frac{1}{1 + e^{-x}} \cdot \frac{e^{-x}}{1 + e^{-x}} && \text{split the square}\\
&= \varphi(x)\,\bigl(1 - \varphi(x)\bigr) && \text{since } \tfrac{e^{-x}}{1 + e^{-x}} = 1 - \tfrac{1}{1 + e^{-x}}
\end{aligned}""",  # noqa: E501
        (), Slope("phi_x", "x"), "phi_x * (1 - phi_x)", "logistic_jacobian([logistic(x)])[0, 0]",
        steps=(Slope("1 / (1 + exp(-x))", "x"), "exp(-x) / (1 + exp(-x)) ** 2",
               "1 / (1 + exp(-x)) * (exp(-x) / (1 + exp(-x)))")),
    Result(
        "J_o2_s1", "04", r"J(o_2;s_1) = \mathrm{diag}\bigl(o_{2,k}\,(1 - o_{2,k})\bigr)",
        ("n_2", "n_2"), Slope("o_2", "s_1"), "diag(o_2 * (1 - o_2))", "logistic_jacobian(o_2)",
        remark="matrix"),
    Result(
        "dE_along_s_1", "04", r"\Delta E \approx G(E;o_2)\;J(o_2;s_1)\;\Delta s_1",
        (), Slope("E", "s_1", along="ds"), "G @ J_o2_s1 @ ds",
        "error_gradient(o_2, t) @ logistic_jacobian(o_2) @ ds"),
    Result(
        "G_J_o2_s1", "04", r"G\,J(o_2;s_1) = G \circ \bigl(o_2 \circ (1 - o_2)\bigr)^{\mathsf T}",
        ("n_2",), Slope("E", "s_1"), "G * o_2 * (1 - o_2)", "output_sigma(G, o_2)",
        steps=("G @ J_o2_s1",)),
    Result(
        "quarter", "04",
        r"o_{2,k}\,(1 - o_{2,k}) = \tfrac{1}{4} - \bigl(o_{2,k} - \tfrac{1}{2}\bigr)^2",
        ("n_2",), "o_2 * (1 - o_2)", "1 / 4 - (o_2 - 1 / 2) ** 2",
        "logistic_jacobian(o_2).diagonal()"),
    Result(
        "complex_step", "04",
        r"f(x + ih) = f(x) + ih\,f'(x) - \tfrac{h^2}{2} f''(x) - \dots"
        r" \qquad\Longrightarrow\qquad f'(x) \approx \frac{\mathrm{Im}\,f(x + ih)}{h}",
        (), Slope("f(x)", "x"), "imaginary_slope(f, x)", "logistic(x + 1e-30j).imag / 1e-30"),
    # 05: sigma_1, and the first weights get their gradient
    Result(
        "chain_W_1", "05",
        r"\frac{\partial E}{\partial w_{ij}} = G(E;o_2)\;J(o_2;s_1)\;J(s_1;w_{ij})",
        (), Slope("E", "W_1", entry=True), "G @ J_o2_s1 @ J_s1_w",
        "error_gradient(o_2, t) @ logistic_jacobian(o_2) @ weight_jacobian(o_1, i, j, len(s_1))"),
    Result(
        "sigma_1", "05", r"\sigma_1 = G(E;o_2)\,J(o_2;s_1) ="
        r" \bigl((o_2 - t) \circ o_2 \circ (1 - o_2)\bigr)^{\mathsf T}",
        ("n_2",), Slope("E", "s_1"), "G * o_2 * (1 - o_2)", "output_sigma(G, o_2)",
        steps=("G @ J_o2_s1", "(o_2 - t) * o_2 * (1 - o_2)"), remark="row"),
    Result(
        "J_s1_w", "05",
        r"J(s_1;w_{ij}) = \begin{bmatrix} 0 \\ \vdots \\ o_{1,j} \\ \vdots \\ 0 \end{bmatrix}"
        r" \leftarrow \text{row } i",
        ("n_2",), Slope("s_1", "W_1", entry=True), "unit(i, s_1) * o_1[j]",
        "weight_jacobian(o_1, i, j, len(s_1))", remark="column"),
    Result(
        "sigma_1_J", "05", r"\sigma_1\,J(s_1;w_{ij}) = \sigma_{1,i}\;o_{1,j}",
        (), Slope("E", "W_1", entry=True), "sigma_1[i] * o_1[j]",
        "output_sigma(G, o_2) @ weight_jacobian(o_1, i, j, len(s_1))", steps=("sigma_1 @ J_s1_w",)),
    Result(
        "dE_dW_1", "05", r"\frac{\partial E}{\partial W_1} = \mathrm{outer}(\sigma_1, o_1)"
        r" = \sigma_1^{\mathsf T}\,o_1^{\mathsf T}",
        ("n_2", "n_1"), Slope("E", "W_1"), "outer(sigma_1, o_1)", "weight_gradient(sigma_1, o_1)",
        remark="outer"),
    Result(
        "sigma_1_batch", "05", r"\frac{\partial E_b}{\partial s_1^{(b)}} ="
        r" \bigl((o_2^{(b)} - t^{(b)}) \circ o_2^{(b)} \circ (1 - o_2^{(b)})\bigr)^{\mathsf T}",
        ("B", "n_2"), Slope("total(E)", "s_1"), "G * o_2 * (1 - o_2)",
        "backward([W_0, W_1], forward([W_0, W_1], o_0), t).sigma[1]", network=BATCH),
    Result(
        "dE_dW_1_batch", "05",
        r"\frac{\partial \bar E}{\partial W_1} = \frac{1}{B} \sum_{b=1}^{B}"
        r" \mathrm{outer}(\sigma_1^{(b)}, o_1^{(b)}) = \frac{1}{B}\;\sigma_1^{\mathsf T}\,o_1",
        ("n_2", "n_1"), Slope("total(E) / B", "W_1"), "outer(sigma_1, o_1)",
        "weight_gradient(sigma_1, o_1)", steps=("sigma_1.T @ o_1 / B",), network=BATCH),
    # 06: one layer deeper, and then any number
    Result(
        "J_s1_o1", "06",
        r"J(s_1;o_1) = \begin{bmatrix} \partial s_{1,1}/\partial o_{1,1} & \cdots &"
        r" \partial s_{1,1}/\partial o_{1,n_1} \\ \vdots & & \vdots \\"
        r" \partial s_{1,n_2}/\partial o_{1,1} & \cdots & \partial s_{1,n_2}/\partial o_{1,n_1}"
        r" \end{bmatrix} = W_1",
        ("n_2", "n_1"), Slope("s_1", "o_1"), "W_1", "weighted_sum_jacobian(W_1)", remark="matrix"),
    Result(
        "sigma_1_W_1", "06", r"(\sigma_1 W_1)_j = \sum_{i=1}^{n_2} \sigma_{1,i}\,w_{ij}",
        ("n_1",), Slope("E", "o_1"), "weigh(W_1.T, sigma_1)",
        "output_sigma(G, o_2) @ weighted_sum_jacobian(W_1)", steps=("sigma_1 @ W_1",)),
    Result(
        "J_o1_s0", "06", r"J(o_1;s_0) = \mathrm{diag}\bigl(o_{1,k}\,(1 - o_{1,k})\bigr)",
        ("n_1", "n_1"), Slope("o_1", "s_0"), "diag(o_1 * (1 - o_1))", "logistic_jacobian(o_1)",
        remark="matrix"),
    Result(
        "sigma_0", "06",
        r"\sigma_0 = \sigma_1\,W_1\,J(o_1;s_0) ="
        r" (\sigma_1 W_1) \circ \bigl(o_1 \circ (1 - o_1)\bigr)^{\mathsf T}",
        ("n_1",), Slope("E", "s_0"), "(sigma_1 @ W_1) * o_1 * (1 - o_1)",
        "previous_sigma(sigma_1, W_1, o_1)",
        steps=("G @ J_o2_s1 @ J_s1_o1 @ J_o1_s0", "sigma_1 @ W_1 @ J_o1_s0"), remark="row"),
    Result(
        "J_s0_w", "06",
        r"J(s_0;w_{ij}) = \begin{bmatrix} 0 \\ \vdots \\ o_{0,j} \\ \vdots \\ 0 \end{bmatrix}"
        r" \leftarrow \text{row } i",
        ("n_1",), Slope("s_0", "W_0", entry=True), "unit(i, s_0) * o_0[j]",
        "weight_jacobian(o_0, i, j, len(s_0))", remark="column"),
    Result(
        "dE_dW_0", "06", r"\frac{\partial E}{\partial W_0} = \mathrm{outer}(\sigma_0, o_0)"
        r" = \sigma_0^{\mathsf T}\,o_0^{\mathsf T}",
        ("n_1", "n_0"), Slope("E", "W_0"), "outer(sigma_0, o_0)", "weight_gradient(sigma_0, o_0)",
        remark="matrix"),
    Result(
        "sigma_0_batch", "06", r"\frac{\partial E_b}{\partial s_0^{(b)}} ="
        r" (\sigma_1^{(b)} W_1) \circ \bigl(o_1^{(b)} \circ (1 - o_1^{(b)})\bigr)^{\mathsf T}",
        ("B", "n_1"), Slope("total(E)", "s_0"), "(sigma_1 @ W_1) * o_1 * (1 - o_1)",
        "previous_sigma(sigma_1, W_1, o_1)", network=BATCH),
    Result(
        "dE_dW_0_batch", "06",
        r"\frac{\partial \bar E}{\partial W_0} = \frac{1}{B}\;\sigma_0^{\mathsf T}\,o_0",
        ("n_1", "n_0"), Slope("total(E) / B", "W_0"), "outer(sigma_0, o_0)",
        "backward([W_0, W_1], forward([W_0, W_1], o_0), t).weights[0]",
        steps=("sigma_0.T @ o_0 / B",), network=BATCH),
    Result(
        "count_forward", "06", r"\text{the forward pass: } n_1 \cdot n_0 + n_2 \cdot n_1",
        (), "cost(W_0) + cost(W_1)", "n_1 * n_0 + n_2 * n_1",
        "count(weighted_sum, W_0, o_0) + count(weighted_sum, W_1, o_1)"),
    Result(
        "count_signals", "06", r"\text{the error signals: } 2\,n_2 + n_2 \cdot n_1 + 2\,n_1",
        (), "2 * cost(o_2) + cost(W_1) + 2 * cost(o_1)", "2 * n_2 + n_2 * n_1 + 2 * n_1",
        "count(output_sigma, G, o_2) + count(previous_sigma, sigma_1, W_1, o_1)"),
    Result(
        "count_gradients", "06",
        r"\text{the weight gradients: } n_2 \cdot n_1 + n_1 \cdot n_0",
        (), "cost(outer(sigma_1, o_1)) + cost(outer(sigma_0, o_0))", "n_2 * n_1 + n_1 * n_0",
        "count(weight_gradient, sigma_1, o_1) + count(weight_gradient, sigma_0, o_0)"),
    Result(
        "sigma_last", "06", r"\sigma_{L-1} = G(E;o_L)\,J(o_L;s_{L-1}) ="
        r" \bigl((o_L - t) \circ o_L \circ (1 - o_L)\bigr)^{\mathsf T}",
        ("n_j",), Slope("E", "s"), "(o_L - t) * o_L * (1 - o_L)",
        "backward([W], forward([W], o), t).sigma[-1]", steps=("(o_L - t) @ slopes(o_L)",),
        network=LAST),
    Result(
        "sigma_before", "06", r"\sigma_{i-1} ="
        r" (\sigma_i W_i) \circ \bigl(o_i \circ (1 - o_i)\bigr)^{\mathsf T}",
        ("n_i",), Slope("E", "s"), "(sigma_i @ W_i) * o_i * (1 - o_i)",
        "previous_sigma(sigma_i, W_i, o_i)",
        steps=("sigma_i @ W_i @ slopes(o_i)",), network=LAYER),
    Result(
        "dE_dW_i", "06", r"\frac{\partial E}{\partial W_i} = \mathrm{outer}(\sigma_i, o_i)",
        ("n_j", "n_i"), Slope("E", "W_i"), "outer(sigma_i, o_i)", "weight_gradient(sigma_i, o_i)",
        network=LAYER),
    Result(
        "any_depth", "06", r"\frac{\partial E}{\partial w_{ij}} = "
        r"G(E;o_L)\;J(o_L;s_{L-1})\;J(s_{L-1};o_{L-1})"
        r" \cdots J(s_1;o_1)\;J(o_1;s_0)\;J(s_0;w_{ij})",
        (), Slope("E", "W_0", entry=True), chain(3),
        "backward([W_0, W_1, W_2], forward([W_0, W_1, W_2], o_0), t).weights[0][i, j]",
        premises=("sigma_last", "sigma_before", "dE_dW_i"), network=DEEP),
)
# fmt: on
RESULTS: Mapping[str, Result] = {result.id: result for result in _ALL}


def formulas(network: Network) -> dict[str, str]:
    """Return what each letter stands for in a network; one sample's formulas hold for a batch."""
    here = {r.letter: r.formula for r in _ALL if r.network is network}
    return formulas(ONE) | here if network is BATCH else here
