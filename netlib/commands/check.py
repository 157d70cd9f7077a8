"""`python -m netlib check`: every result of the derivation before its judges."""

import argparse
import json
from importlib.util import find_spec

from netlib.commands.options import add_json

ABOUT = """Check every result of the derivation, and netlib with it, before independent judges.

Standard error shows a bar; standard output gets a table, a row for each result: y where a judge
agrees, NO where it objects, ?? where it could not judge (the cause stands below), - where it does
not apply; the last column says whether the result is proven for every size at once. With --json it
is one list, an object for each result: id, chapter, latex, all_sizes, oracles (name: true or
false), faults (name: cause) and ok. SymPy must be installed."""

options = add_json


def run(args: argparse.Namespace) -> int:
    """Check and report; return 1 if a result fails; raises ValueError without SymPy."""
    if find_spec("sympy") is None:
        raise ValueError("SymPy is missing; install it with: python -m pip install sympy")
    from tqdm import tqdm

    from netlib.derivation.results import RESULTS
    from netlib.derivation.verdict import as_json, as_table, verdicts

    found = list(tqdm(verdicts(), total=len(RESULTS), unit=" results"))
    print(json.dumps([as_json(v) for v in found]) if args.json else as_table(found))
    return 0 if all(v.ok for v in found) else 1
