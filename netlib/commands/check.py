"""`python -m netlib check`: every result of the derivation and every function before its judges."""

import argparse
import json

from netlib.commands.options import add_json

ABOUT = """Check every result of the derivation, and netlib with it, before independent judges.

Standard error shows a bar; standard output gets a table, a row for each result and for each
function of the chapters: y where a judge agrees, NO where it objects, ?? where it could not judge
(the cause stands below), - where it does not apply. Then whether the result is proven for every
size at once, as it is written too, and on which other results that rests. Below stands why what is
written is wrong. With --json it is one list, an object for each: id, chapter, latex, all_sizes,
oracles (name: true or false), why (name: words), faults (name: cause), rests_on, unjudged and ok.
Without SymPy nothing is proven, and what could not be judged is said."""

options = add_json


def run(args: argparse.Namespace) -> int:
    """Check and report; return 1 if anything fails."""
    from tqdm import tqdm

    from netlib.derivation.functions import FUNCTIONS
    from netlib.derivation.report import as_json, as_table
    from netlib.derivation.results import RESULTS
    from netlib.derivation.verdict import verdicts

    found = list(tqdm(verdicts(), total=len(RESULTS) + len(FUNCTIONS), unit=" checks"))
    print(json.dumps([as_json(v) for v in found]) if args.json else as_table(found))
    return 0 if all(v.ok for v in found) else 1
