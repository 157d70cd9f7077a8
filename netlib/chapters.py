"""The one table of notebooks: what each is called, is about, takes, and has beside it.

Explorers, exercises, the chain strip, the lesson plan, the README's table, tests and benchmarks
read it. A new notebook is a row here and its files: the notebook, its explorer, its exercises, its
page of the lesson plan.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Chapter:
    """One notebook.

    number: "05". name: of its file, behind the number. title: how a list calls it. afterwards:
    what one can do then. minutes: how long it takes. explorer: the module of `netlib.explore`.
    modules: those of netlib that it adds. factors: which of the chain's six it is about, from 0;
    chain: the sentence that says so.
    """

    number: str
    name: str
    title: str
    afterwards: str
    minutes: int
    explorer: str
    modules: tuple[str, ...]
    factors: tuple[int, ...]
    chain: str

    @property
    def file(self) -> str:
        """The name of its file."""
        return f"{self.number}_{self.name}.ipynb"


_TABLE = (
    Chapter(
        "01", "notation", "Notation",
        "read every symbol, say its shape, and find your way in other books", 45,
        "shapes", ("notation", "dictionary"), (),
        "This notebook says what the letters stand for, and the size of each factor.",
    ),
    Chapter(
        "02", "forward_pass", "Forward pass",
        "send one sample or many through a network, and say what of it must be kept", 50,
        "forward_pass", ("forward",), (),
        "This notebook goes the other way, from o₀ to o₂: there the factors are taken.",
    ),
    Chapter(
        "03", "error_gradient", "The error and its gradient",
        "say which way is down without trying, and what the ½ is for", 50,
        "error_bowl", ("error",), (0,),
        "This notebook is about the first factor, G(E;o₂).",
    ),
    Chapter(
        "04", "activation_jacobian", "The activation's Jacobian",
        "take a derivative from the output alone, and measure one without losing digits", 55,
        "slopes", ("jacobian", "numerical"), (1,),
        "This notebook is about the second factor, J(o₂;s₁).",
    ),
    Chapter(
        "05", "sigma_1", "The error signal of the output layer",
        "find the gradient of the last layer's weights, and say where the transpose comes from",
        55, "sigma_1", ("backward", "digits"), (0, 1, 2),
        "This notebook joins the first two to σ₁ and goes on to W₁.",
    ),
    Chapter(
        "06", "sigma_0", "The error signal of the hidden layer",
        "carry the error back through any number of layers, say what it costs, and see it fade", 60,
        "gradient_flow", (), (0, 1, 3, 4, 5),
        "This notebook joins four to σ₀ and ends at the weights W₀.",
    ),
    Chapter(
        "07", "full_training", "Full training",
        "train the network on real handwriting and look inside it", 60,
        "training_watched", ("descent", "files", "training", "distortion", "recipes"),
        (0, 1, 2, 3, 4, 5), "This notebook uses them all, at every step.",
    ),
)  # fmt: skip

CHAPTERS: Mapping[str, Chapter] = MappingProxyType({c.number: c for c in _TABLE})
