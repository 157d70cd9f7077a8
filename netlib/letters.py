"""A letter of the derivation, whole or one entry of it, and how it is spelled.

`sigma(1)[0]` is the first entry of sigma_1, `dE_d(W(0))[2, 1]` the gradient of one weight. Entries
count from 0 here, as in code, and from 1 wherever a reader sees them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

LOWERED = str.maketrans("0123456789ij", "₀₁₂₃₄₅₆₇₈₉ᵢⱼ")
# How code writes a letter that is made of others, and how all else does.
CODE = {"dE": "dE/d{}", "J": "J({};{})", "norm": "|{}|", "T": "{}.T", "product": "{} {}"}
MADE = CODE | {"dE": "∂E/∂{}", "T": "{}^T"}
# What drawings and LaTeX write for a kind of letter, if not its name.
DRAWN = {"w_ij": "w_{ij}", "sigma": "σ", "Delta": "Δ", "dE": "∂E/∂{}"}
DRAWN |= {"GDelta": "G Δ", "change": "Δ\N{HAIR SPACE}E"}  # of a trial step
LATEX = {"w_ij": "w_{ij}", "sigma": r"\sigma", "Delta": r"\Delta"}
LATEX["dE"] = r"\frac{{\partial E}}{{\partial {}}}"


@dataclass(frozen=True, slots=True)
class Letter:
    """A name of the derivation.

    kind: "W", "o", "sigma", "t", ...; or what is made of other letters: "dE" (the derivative of E
    by one), "J" (of one by another), "norm", "T", "product". layer: its index i, None where it has
    none. of: the letters it is made of. at: the index of an entry, () for the whole.
    """

    kind: str
    layer: int | None = None
    of: tuple["Letter", ...] = ()
    at: tuple[int, ...] = ()

    def __getitem__(self, index: int | tuple[int, ...]) -> "Letter":
        at = index if isinstance(index, tuple) else (index,)
        return Letter(self.kind, self.layer, self.of, at)

    def __str__(self) -> str:
        return self.code

    @property
    def whole(self) -> "Letter":
        """The letter of which this is an entry."""
        return Letter(self.kind, self.layer, self.of)

    @property
    def weight(self) -> "Letter | None":
        """The weight or weight matrix it is, or is the gradient of; None for all other letters."""
        if self.kind == "W":
            return self
        if self.kind == "dE" and self.of[0].kind == "W":
            return self.of[0][self.at]
        return None

    @property
    def code(self) -> str:
        """As code writes it, and the browser: `W_0[1,2]`, `dE/dW_1`, `J(s_1;o_1)`."""
        name = self.kind if self.layer is None else f"{self.kind}_{self.layer}"
        name = CODE[self.kind].format(*self.of) if self.of else name
        return f"{name}[{','.join(map(str, self.at))}]" if self.at else name

    @property
    def prose(self) -> str:
        """As a sentence writes it: w₁₂ of W₀, σ₁,₂, ∂E/∂W₀, J(s₁;o₁)."""
        ones = "".join(str(k + 1) for k in self.at).translate(LOWERED)
        if (w := self.weight) and self.at:
            return f"{'∂E/∂' if self.kind == 'dE' else ''}w{ones} of {w.whole.prose}"
        if self.of:
            made = MADE[self.kind].format(*(x.prose for x in self.of))
            return f"({made}){ones}" if ones else made
        index = "" if self.layer is None else str(self.layer).translate(LOWERED)
        name = "wᵢⱼ" if self.kind == "w_ij" else DRAWN.get(self.kind, self.kind)
        return f"{name}{index}{',' if index and ones else ''}{ones}"

    @property
    def drawn(self) -> str:
        """As a drawing's formula writes it: σ_{1,2}, w_{12}, ∂E/∂w_{12}, (σ_1 W_1)_2."""
        return self._formula(DRAWN)

    @property
    def latex(self) -> str:
        r"""As LaTeX writes it: \sigma_{1,2}, w_{12}, \frac{\partial E}{\partial w_{12}}."""
        return self._formula(LATEX)

    def _formula(self, signs: Mapping[str, str]) -> str:
        """Return what drawings and LaTeX write alike but for the signs of some kinds."""
        ones = [str(k + 1) for k in self.at]
        if self.kind == "dE":
            return signs["dE"].format(self.of[0][self.at]._formula(signs))
        if self.kind == "W" and ones:  # w_12 of whichever W is spoken of
            return f"w_{{{''.join(ones)}}}"
        if self.of:
            name = MADE[self.kind].format(*(x._formula(signs) for x in self.of))
            name = f"({name})" if ones else name
        else:
            name = signs.get(self.kind, self.kind)
        layer = [] if self.layer is None else [str(self.layer)]
        index = ",".join([*layer, *ones])
        return name + (f"_{{{index}}}" if len(index) > 1 else f"_{index}" if index else "")

    def node(self, layer: int, L: int) -> int | None:
        """Return which node of a layer the entry has to do with, None if with none.

        L: the number of weight matrices, and so the layer of G and t. A weight w_kj of W_i has to
        do with node j of layer i and with node k of layer i + 1.
        """
        if not self.at:
            return None
        if w := self.weight:
            i = w.layer or 0
            return {i: self.at[1], i + 1: self.at[0]}.get(layer)
        of = self.of[1] if self.kind == "product" else self  # what arrives through W_i, at layer i
        own = L if of.layer is None else of.layer + (self.kind in ("s", "sigma"))
        return self.at[0] if own == layer else None


# W(0) is the weight matrix W_0, o(0) the input, n(0) the number of its nodes, and so on.
W, o, s, sigma, n = (partial(Letter, kind) for kind in ("W", "o", "s", "sigma", "n"))
t, E, G, Delta = Letter("t"), Letter("E"), Letter("G"), Letter("Delta")
w_ij = Letter("w_ij")  # any one weight


def dE_d(x: Letter) -> Letter:
    """Return the derivative of E by a letter; by an entry, it is that entry of the whole one."""
    return Letter("dE", None, (x.whole,), x.at)


def J(x: Letter, y: Letter) -> Letter:
    """Return the Jacobian of x by y: rows x, columns y."""
    return Letter("J", None, (x, y))


def norm(x: Letter) -> Letter:
    """Return the length |x|."""
    return Letter("norm", None, (x,))


def transposed(x: Letter) -> Letter:
    """Return the transpose of a matrix."""
    return Letter("T", None, (x,))


def product(x: Letter, y: Letter) -> Letter:
    """Return the product of two letters: sigma_1 W_1 is what comes back to the nodes of layer 1."""
    return Letter("product", None, (x, y))
