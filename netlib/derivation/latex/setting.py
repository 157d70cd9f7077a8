"""The letters of a network with their sizes: what a formula's letters can stand for."""

import re
from dataclasses import dataclass
from itertools import pairwise

from netlib.derivation.latex.expression import Shape
from netlib.derivation.latex.pieces import Misshapen, Unreadable
from netlib.derivation.networks import BATCH, DEEP, LAST, LAYER, ONE, Network


@dataclass(frozen=True)
class Occurrence:
    """A letter where it stands: its name, its sizes, its indices, whether they begin with (b)."""

    name: str
    sizes: Shape
    indices: tuple[str, ...] = ()
    sample: bool = False

    @property
    def whole(self) -> bool:
        """Whether it has an index for every size."""
        return len(self.indices) == len(self.sizes)

    @property
    def lies(self) -> str:
        """Whether it is a row, as sigma and G are, a column, or no vector."""
        lying = self.name[:5] in ("sigma", "G")
        return "row" if lying else "" if self.name[0] in "WE" else "column"

    @property
    def forward(self) -> bool:
        """Whether it is of the forward pass, where derivatives are taken."""
        return self.name[:2] in ("o_", "s_", "W_", "t", "E", "E_")


@dataclass(frozen=True)
class Setting:
    """What a formula is about: L weight matrices, one sample or a batch, the layer that i says."""

    L: int = 2
    batch: bool = False
    i: int | None = None

    def layer(self, text: str) -> int:
        """Return which layer a subscript says: `2`, `i`, `L-1`."""
        known = {"L": self.L, "i": self.i, **{str(m): m for m in range(10)}}
        m = re.fullmatch(r"([0-9Li])([-+]\d)?", text)
        if not m or (first := known[m[1]]) is None:
            raise Misshapen(f"“{text}” is no layer here")
        return first + int(m[2] or 0)

    def size(self, text: str) -> str:
        """Return a size by its name: n_1 for n_i in layer 1."""
        if text == "1" or (text == "B" and self.batch):
            return text
        if not text.startswith("n_"):
            raise Misshapen(f"“{text}” is no size")
        if not 0 <= (m := self.layer(text[2:])) <= self.L:
            raise Misshapen(f"n_{m}: the last layer of this network is {self.L}")
        return f"n_{m}"

    def letter(
        self, name: str, subs: Shape = (), sample: Shape = (), weight: int | None = None
    ) -> Occurrence:
        """Return a letter of the network. weight: the layer of the W that w_ij is in."""
        rows: Shape = ("B",) if self.batch and name != "W" else ()
        shown = "_".join((name, *subs))
        if sample and (not self.batch or name in "WwE"):
            raise Misshapen(f"{shown} has no sample ({sample[0]}) here")
        if name in ("o", "s", "sigma", "W") and subs:
            m, subs = self.layer(subs[0]), subs[1:]
            n = f"n_{m + (name != 'o')}"
            own: Shape = (n, f"n_{m}") if name == "W" else (n,)
            name = f"{name}_{m}"
            if not 0 <= m < self.L + (name[0] == "o"):
                raise Misshapen(f"{name}: this network has no such letter")
        elif name in ("t", "G"):
            own = (f"n_{self.L}",)
        elif name == "w" and len(subs) == 2 and weight is not None:
            name, rows, own = f"W_{weight}", (), (f"n_{weight + 1}", f"n_{weight}")
        elif name == "E" or (name == "E_bar" and self.batch):
            rows, own = (), rows if name == "E" else ()
        else:
            raise Misshapen(f"{shown} is no letter of this network")
        if subs and len(subs) != len(own):
            raise Misshapen(f"{shown}: {name} has {len(own)} indices, not {len(subs)}")
        return Occurrence(name, (*rows, *own), (*sample, *subs), bool(sample))


def sizes(text: str, about: Setting) -> Shape:
    r"""Return the sizes that a remark says: `n_2 \times 1`, also as `(..)(..) = ..`, which meet."""
    text = re.sub(r"\s", "", text)
    pair = r"(n_(?:{[^}]*}|\w)|1|B)\\times(n_(?:{[^}]*}|\w)|1|B)"
    found = [
        tuple(about.size(re.sub("[{}]", "", n)) for n in two) for two in re.findall(pair, text)
    ]
    if not re.fullmatch(rf"(?:(?:\({pair}\))+=)?{pair}", text):
        raise Unreadable(f"“{text}” are no sizes")
    *factors, whole = found
    ends = (factors[0][0], factors[-1][1]) if factors else whole
    if ends != whole or any(a[1] != b[0] for a, b in pairwise(factors)):
        raise Misshapen(f"the sizes in “{text}” don't meet")
    return whole


def rank(name: str) -> tuple[int, int]:
    """Return where a letter comes in the forward pass: o_0, W_0, s_0, o_1, ..., t, E."""
    if name[:2] in ("o_", "W_", "s_"):
        return int(name[2:]), "oWs".index(name[0])
    return 9, int(name[0] == "E")


def spoken_of(latex: str, network: Network = ONE, name: str = "") -> list[Setting]:
    """Return the settings that a formula about a network is judged in.

    For an L that is every depth, for an i every layer of each; and in a result `name` that is about
    them, even where they are not written.
    """
    layers = re.findall(r"(?:\\sigma|(?<![A-Za-z])[osW])_(?:\{([^},]*)|(\w))", latex)
    said = {re.sub(r"\s", "", a or b) for a, b in layers}
    if network is BATCH:
        return [Setting(batch=True)]
    if network in (DEEP, LAST) or any("L" in text for text in said):
        return [Setting(L) for L in range(2 if r"\cdots" in latex else 1, 5)]
    if network is LAYER or name == "step" or any("i" in text for text in said):
        return [Setting(L, i=i) for L in range(1, 5) for i in range("i-1" in said, L)]
    return [Setting()]
