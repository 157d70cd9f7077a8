"""Executable errata: twelve slips of the page, one of its program, and eight that are often made.

A slip is a wrong formula in the place of a right one; with it, the rest of the derivation goes on
as before.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from netlib.derivation.judges.numbers import FUNCTIONS
from netlib.derivation.networks import ONE, Network, evaluate
from netlib.derivation.results import RESULTS, Result, formulas


@dataclass(frozen=True)
class Slip:
    """One way to go wrong.

    id: "E5", or a word. spoils: the id of the result that it spoils. message: what a student who
    made it should read. formula: what stands in the place of the right one, None where no formula
    is wrong but the writing, the direction or the first weights. page: the page's own words.
    short: a few words for a slip that is a number. uphill: its step goes along the gradient.
    positive: its first weights are all positive.
    """

    id: str
    spoils: str
    message: str
    formula: str | None = None
    page: str = ""
    short: str = ""
    uphill: bool = False
    positive: bool = False

    def __call__(self, **letters: Any) -> Any:
        """Return the wrong value for arrays given by their letters: sigma_1=..., o_1=...

        Raises ValueError for a slip that is no formula or a letter that is missing.
        """
        if self.formula is None:
            raise ValueError(f"{self.id} is no formula: {self.message}")
        try:
            return evaluate(self.formula, {**FUNCTIONS, **letters})
        except NameError as error:
            raise ValueError(f"{self.id} is {self.formula}: {error.name} is missing") from None

    @property
    def name(self) -> str:
        """The slip in a few words: "E11: never written"."""
        return f"{self.id}: {self.short}" if self.short else self.id

    @property
    def kind(self) -> str:
        """What it is on the page, or that it is often made elsewhere."""
        return next((kind for kind, ids in KINDS.items() if self.id in ids), "often made")

    @property
    def result(self) -> Result:
        """The result that the slip spoils."""
        return RESULTS[self.spoils]


# An error is false; a layout is true where a gradient is laid out otherwise; what is left out is
# broken off or never written.
KINDS = {
    "error": ("E1", "E2", "E3", "E4", "E6", "E7", "E13"), "layout": ("E5",), "notation": ("E9",),
    "word": ("E10",), "left out": ("E8", "E11"), "program": ("E12",),
}  # fmt: skip
# There the page has no formula that could be evaluated: these say what it comes to.
STAND_INS = ("E7", "E8", "E11")
# fmt: off
_ALL = (
    Slip("E1", "E", "This E has no ½, so its gradient is twice o_2 - t.",
         "total((o_2 - t) ** 2)", "we use the sum of squares as error measure", "no ½ in E"),
    Slip("E2", "chain_W_0",
         "A weight of W_0 acts on s_0: the last factor is J(s_0;w_ij), not J(s_1;w_ij).",
         "G @ J_o2_s1 @ J_s1_o1 @ J_o1_s0 @ J_s1_w", "J(o_1;s_0) J(s_1;w_ij)",
         "the factor of the other layer"),
    Slip("E3", "J_s1_w", "This has the shape of W_1, but a derivative by one weight is one column.",
         "outer(unit(i, s_1), unit(j, o_1)) * o_1[j]", "is a n2 x n1", "a matrix for a column"),
    Slip("E4", "sigma_1_J",
         "This takes the error signal of node j, but w_ij ends at node i: sigma_1_i o_1_j.",
         "sigma_1[j] * o_1[j]", "( 0 ... sigma_1_j o_1_ij ... 0)", "the other node's signal"),
    Slip("E6", "G", "Layer 2 ends at n_2: there is no n_3 and no m.",
         None, "(o_2_n3 - t_m)", "n_3 and m for n_2"),
    Slip("E7", "J_s1_o1",
         "This has a row for each entry of o_1, but needs one for each entry of s_1.",
         "eye(o_1, s_1) @ W_1", "| ds_1_m;do_1_1 ... ds_1_m;do_1_n1 |", "rows counted by o_1"),
    Slip("E13", "chain_W_1",
         "w_ij is in one matrix: for one in W_1 this line is 0, since o_1 does not depend on it.",
         "G @ J_o2_s1 @ J_s1_o1 @ (0 * o_1)", "J(s_1;o_1) J(o_1;w_ij)",
         "one row of equalities for two matrices"),
    Slip("E5", "dE_dW_1",
         "This is the gradient transposed: sigma_1 runs down and o_1 across, as in W_1.",
         "outer(o_1, sigma_1)", "| sigma_1_1 o_1_n2 ... sigma_1_n3 o_1_n2 |", "transposed"),
    Slip("E9", "chain_W_0", "E has one name, and W_0 is n_1 x n_0.",
         None, "| w_n1 ... w_nm |", "two names for E"),
    Slip("E10", "step",
         "This goes along the gradient, and that is uphill: down is along minus the gradient.",
         None, "the search direction for W_1", "uphill", uphill=True),
    Slip("E8", "J_o1_s0", "This is the identity, but o_1 (1 - o_1) belongs on the diagonal.",
         "eye(o_1, o_1)", "J(o_1;s_0) = I( o_1_1;s_0_1 ... o_2_)", "the identity"),
    Slip("E11", "dE_dW_0",
         "This gradient is zero: W_0 would never learn. It is outer(sigma_0, o_0).",
         "0 * outer(sigma_0, o_0)", "which gives the delta for the hidden layer.", "never written"),
    Slip("E12", "step",
         "All first weights are positive: the hidden nodes all say nearly the same.",
         short="all weights positive", positive=True),
    Slip("sign", "G", "This has the wrong sign: the miss is o_2 - t, not t - o_2.", "t - o_2"),
    Slip("factor 2", "G", "This is twice too large: the ½ in E cancels the 2 of the square.",
         "2 * (o_2 - t)"),
    Slip("no slope at the output", "sigma_1",
         "This lacks the slope of the output nodes, o_2 (1 - o_2).", "G"),
    Slip("no slope in the hidden layer", "sigma_0",
         "This lacks the slope of the hidden nodes, o_1 (1 - o_1).", "sigma_1 @ W_1"),
    Slip("slope at the wrong place", "sigma_1",
         "This takes phi' of the output, but phi' takes the sum;"
         " of the output it is o_2 (1 - o_2).", "G * phi(o_2) * (1 - phi(o_2))"),
    Slip("transposed", "dE_dW_1",
         "This is the gradient transposed: it is outer(sigma_1, o_1), with the shape of W_1.",
         "outer(o_1, sigma_1)"),
    Slip("updated W_1", "sigma_0",
         "This sends the error back through W_1 after its step, but the old W_1 made the error.",
         "(sigma_1 @ (W_1 - rate * dE_dW_1)) * o_1 * (1 - o_1)"),
    Slip("sum over the batch", "dE_dW_1_batch",
         "This is B times too large: it is the sum over the batch, not the mean.",
         "sigma_1.T @ o_1"),
)
# fmt: on
SLIPS: Mapping[str, Slip] = {slip.id: slip for slip in _ALL}


def definitions(slip: Slip | None, network: Network = ONE) -> dict[str, str]:
    """Return what each letter of a network stands for when this slip is made, or none."""
    known = {**formulas(network), **network.definitions}
    if slip is not None and slip.formula is not None:
        known[slip.result.letter] = slip.formula
    return known
