"""A letter of the derivation, whole or one entry of it, and how it is spelled.

`sigma(1)[0]` is the first entry of sigma_1, `dE_d(W(0))[2, 1]` the gradient of one weight. Entries
count from 0 here, as in code, and from 1 wherever a reader sees them.
"""

from collections.abc import Mapping
from dataclasses import dataclass

LOWERED = str.maketrans("0123456789ij", "₀₁₂₃₄₅₆₇₈₉ᵢⱼ")
DRAWN = {"sigma": "σ", "Delta": "Δ", "w_ij": "w_{ij}"}
LATEX = {"sigma": r"\sigma", "Delta": r"\Delta", "w_ij": "w_{ij}"}


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
        index = "" if self.layer is None else f"_{self.layer}"
        made = _made_of(self.kind, [x.code for x in self.of], by="dE/d", turned=".T")
        name = made or self.kind + index
        return f"{name}[{','.join(map(str, self.at))}]" if self.at else name

    @property
    def prose(self) -> str:
        """As a sentence writes it: w₁₂ of W₀, σ₁,₂, ∂E/∂W₀, J(s₁;o₁)."""
        ones = "".join(str(k + 1) for k in self.at).translate(LOWERED)
        if (w := self.weight) and self.at:
            return f"{'∂E/∂' if self.kind == 'dE' else ''}w{ones} of {w.whole.prose}"
        if made := _made_of(self.kind, [x.prose for x in self.of]):
            return f"({made}){ones}" if ones else made
        index = "" if self.layer is None else str(self.layer).translate(LOWERED)
        name = "wᵢⱼ" if self.kind == "w_ij" else DRAWN.get(self.kind, self.kind)
        return f"{name}{index}{',' if index and ones else ''}{ones}"

    @property
    def drawn(self) -> str:
        """As a drawing's formula writes it: σ_{1,2}, w_{12}, ∂E/∂w_{12}, (σ_1 W_1)_2."""
        if self.kind == "dE":
            return f"∂E/∂{self.of[0][self.at].drawn}"
        return self._formula(DRAWN, [x.drawn for x in self.of])

    @property
    def latex(self) -> str:
        r"""As LaTeX writes it: \sigma_{1,2}, w_{12}, \frac{\partial E}{\partial w_{12}}."""
        if self.kind == "dE":
            return rf"\frac{{\partial E}}{{\partial {self.of[0][self.at].latex}}}"
        return self._formula(LATEX, [x.latex for x in self.of])

    def _formula(self, signs: Mapping[str, str], of: list[str]) -> str:
        """Return what drawings and LaTeX write alike. signs: how they write a kind of letter."""
        ones = [str(k + 1) for k in self.at]
        if made := _made_of(self.kind, of):
            return f"({made}){_lowered(ones)}" if ones else made
        if self.kind == "W" and ones:  # w_12 of whichever W is spoken of
            return f"w_{{{''.join(ones)}}}"
        index = ones if self.layer is None else [str(self.layer), *ones]
        return signs.get(self.kind, self.kind) + _lowered(index)

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


def _made_of(kind: str, of: list[str], by: str = "∂E/∂", turned: str = "^T") -> str:
    """Return the name of a letter that is made of others, "" for one that is not.

    by, turned: how a derivative of E begins, and how a transpose ends.
    """
    match kind, of:
        case "dE", [x]:
            return by + x
        case "J", [x, y]:
            return f"J({x};{y})"
        case "norm", [x]:
            return f"|{x}|"
        case "T", [x]:
            return x + turned
        case "product", [x, y]:
            return f"{x} {y}"
    return ""


def _lowered(index: list[str]) -> str:
    """Return an index in the markup that drawings and LaTeX share: _1, _{1,2}."""
    joined = ",".join(index)
    return "" if not joined else f"_{joined}" if len(joined) == 1 else f"_{{{joined}}}"


def W(i: int) -> Letter:
    """Return the weight matrix W_i."""
    return Letter("W", i)


def o(i: int) -> Letter:
    """Return o_i, the outputs of layer i; o_0 is the input."""
    return Letter("o", i)


def s(i: int) -> Letter:
    """Return the weighted sums s_i."""
    return Letter("s", i)


def sigma(i: int) -> Letter:
    """Return the error signal sigma_i."""
    return Letter("sigma", i)


def n(i: int) -> Letter:
    """Return n_i, the number of nodes of layer i."""
    return Letter("n", i)


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
