"""Every result before every judge that applies; netlib, as it is now, is what is judged.

shape         the sizes on both sides, in letters; and those of what netlib returns
loops         netlib's numbers, and those of each line, are those of plain loops over indices
symbolic      what it means, its steps and its formula are one; netlib's numbers are the formula's
complex step  netlib's numbers are what an imaginary step through the definitions measures
Taylor slope  the Taylor test: its remainder falls with the square of the step, or is zero
as written    each side of the LaTeX that is displayed is the one before it, and the loops' result

What is proven with symbols rests on the results that `rests_on` names, and falls with them; what is
proven for every size is the LaTeX as well. A judge says yes or no. One that fails for any other
reason has a fault, and its cause is kept.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, partial
from importlib.util import find_spec
from typing import TYPE_CHECKING, TypeVar

from netlib.checks import Array
from netlib.derivation.functions import FUNCTIONS, Function
from netlib.derivation.judged import of_line, of_netlib
from netlib.derivation.judges import numbers
from netlib.derivation.judges.numbers import Sample
from netlib.derivation.latex.written import objection
from netlib.derivation.networks import DEEP
from netlib.derivation.results import RESULTS, Result, chain, formulas

if TYPE_CHECKING:  # SymPy comes in when something is to be proven
    from netlib.derivation.judges.symbolic import Proof

JUDGES = ("shape", "loops", "symbolic", "complex step", "Taylor slope", "as written")
# What code raises when its numbers are wrong: shapes that don't meet, no such entry, overflow.
WRONG = (ValueError, IndexError, ArithmeticError)
Said = bool | str  # yes or no; or the cause of a judge's fault
T = TypeVar("T")


@dataclass(frozen=True)
class Verdict:
    """What the judges say of a result, or of a function whole: yes or no from each that applies.

    all_sizes: proven for every size at once, with sums up to a letter. why: in words what is wrong,
    by the judge that says no. faults: what kept a judge from judging, which counts as a no.
    unjudged: the judges that were not there.
    """

    result: Result | Function
    oracles: Mapping[str, bool]
    all_sizes: bool = False
    why: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)
    unjudged: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether no judge objects."""
        return all(self.oracles.values())

    @property
    def causes(self) -> dict[str, str]:
        """The judges that each cause kept from judging, by the cause."""
        causes = dict.fromkeys(self.faults.values())
        return {c: ", ".join(j for j, why in self.faults.items() if why == c) for c in causes}


def by_numbers(
    result: Result, sample: Sample, found: Callable[[Result, Sample], Array] = of_netlib
) -> dict[str, Said]:
    """Return what each judge with numbers says of what is found for a sample of the network."""
    r = result
    judges = numbers.judges(sample, r.letter, r.shape, r.means, r.slope)
    try:
        a = found(result, sample)
    except WRONG:
        return dict.fromkeys(judges, False)
    except Exception as fault:
        return dict.fromkeys(judges, _cause(fault))
    return {name: _tried(partial(judge, a)) for name, judge in judges.items()}


def by_all_numbers(result: Result) -> dict[str, Said]:
    """Return what each judge with numbers says of netlib and a result, at every size."""
    samples = _tried(lambda: numbers.samples(result.network))
    if isinstance(samples, str):  # no loops, no numbers
        return {"loops": samples}
    return _together([by_numbers(result, sample) for sample in samples])


@cache
def by_lines(result: Result) -> Said:
    """Return whether all that a result says in letters has the loops' numbers, at every size."""
    samples = [sample for sample in numbers.samples(result.network) if not sample.far]
    lines = (result.means, *result.steps, result.formula)
    said = (
        by_numbers(result, sample, partial(of_line, line=line))["loops"]
        for line in lines
        for sample in samples
    )
    return _all(list(said))


@cache
def by_symbols(result: Result) -> "Proof":
    """Return what is proven of a result; needs SymPy.

    Nothing of netlib comes in, so it is proven once.
    """
    from netlib.derivation.judges import symbolic

    r, known = result, {k: f for k, f in formulas(result.network).items() if k != result.letter}
    # Three layers, written out, prove nothing of four: what holds at any depth needs its premises.
    lines, direct = (*r.steps, r.formula), r.network is not DEEP
    proof = symbolic.proof(r.network, known, r.shape, r.means, r.slope, lines, direct)
    if not r.premises:
        return proof
    # By induction: from the last layer, step by step, to the first.
    premises = [RESULTS[premise] for premise in r.premises]
    every = all(by_symbols(premise).every for premise in premises) and all(
        symbolic.unfolds([premise.formula for premise in premises], formula, L)
        for L, formula in {1: chain(1), 2: chain(2), 3: r.formula, 4: chain(4)}.items()
    )
    return replace(proof, every=proof.several and every)


@cache
def as_written(result: Result) -> str:
    """Return why the LaTeX of a result does not hold at every size, or is about another; or ""."""
    return objection(result.latex, result.letter, result.network)


@cache
def proven_as_written(result: Result) -> bool:
    """Return whether the LaTeX of a result is proven for every size; needs SymPy.

    Where it has one side, as a count does, or a new value, that is proven to be the formula; of an
    approximation that nothing is left out up to the order that it says.
    """
    from netlib.derivation.latex.proof import prove

    return prove(result.latex, result.network, result.formula)


def is_true(result: Result) -> bool:
    """Return whether a result holds, and all that it rests on, whatever netlib makes of it."""
    premises = (RESULTS[premise] for premise in result.rests_on)
    return by_lines(result) is True and by_symbols(result).several and all(map(is_true, premises))


def verdict(result: Result) -> Verdict:
    """Return what all judges say of a result; without SymPy those that need none."""
    said = by_all_numbers(result)
    said["loops"] = _all([said["loops"], _tried(lambda: by_lines(result))])
    said["as written"] = _tried(lambda: not as_written(result))
    if not find_spec("sympy"):
        return _verdict(result, said, unjudged=() if result.is_definition else ("symbolic",))
    proof = _tried(lambda: by_symbols(result))
    if isinstance(proof, str):
        return _verdict(result, said | {"symbolic": proof})
    said["shape"] = _all([said.get("shape", True), proof.fits])
    if result.is_definition:  # there is nothing to prove
        return _verdict(result, said)
    stands = _tried(lambda: all(is_true(RESULTS[premise]) for premise in result.rests_on))
    said["symbolic"] = _all([proof.several, stands, said["loops"]])
    proven = said["symbolic"] is True and proof.every and said["as written"] is True
    every = proven and result.sized and _tried(lambda: proven_as_written(result)) is True
    return _verdict(result, said, every)


def verdict_on(function: Function) -> Verdict:
    """Return what the judges with numbers say of all that a function returns."""
    return _verdict(function, _together([by_all_numbers(part) for part in function.parts]))


def _verdict(
    judged: Result | Function,
    said: Mapping[str, Said],
    all_sizes: bool = False,
    unjudged: tuple[str, ...] = (),
) -> Verdict:
    oracles = {judge: said[judge] is True for judge in JUDGES if judge in said}
    faults = {judge: cause for judge, cause in said.items() if isinstance(cause, str)}
    wrong = isinstance(judged, Result) and said["as written"] is False
    why = {"as written": as_written(judged)} if wrong else {}
    return Verdict(judged, oracles, all_sizes, why, faults, unjudged)


def verdicts() -> Iterator[Verdict]:
    """Return the verdict on each result in the derivation's order, and on each function."""
    yield from map(verdict, RESULTS.values())
    yield from map(verdict_on, FUNCTIONS.values())


def _tried(f: Callable[[], T]) -> T | str:
    """Return what f returns, or the cause of its fault."""
    try:
        return f()
    except Exception as fault:
        return _cause(fault)


def _cause(fault: Exception) -> str:
    return f"{type(fault).__name__}: {fault}"


def _together(said: Sequence[Mapping[str, Said]]) -> dict[str, Said]:
    """Return what each judge says of many things, if it says yes to all."""
    judges = dict.fromkeys(judge for one in said for judge in one)
    return {judge: _all([one[judge] for one in said if judge in one]) for judge in judges}


def _all(said: Sequence[Said]) -> Said:
    """Return whether all say yes; where none says no, a fault."""
    faults = [cause for cause in said if isinstance(cause, str)]
    return False not in said and (faults[0] if faults else True)
