"""`python -m netlib worksheet`: a class's worksheets, each with its own numbers, and their key."""

import argparse
from pathlib import Path

from netlib.commands.options import chapter, from_0, number, require

MOST = 500
ABOUT = f"""Make worksheets for a class, each with its own numbers, and a key for the teacher.

A sheet goes as far as its chapter: 01 shapes and products, 02 the forward pass, 03 the error and
G, 04 J, 05 sigma_1 and the gradient of W_1, 06 sigma_0 and that of W_0, 07 a step. It has one
network worked out, one with lines left open, one with all of them open, for a pencil: phi is
printed as a table. The key has for each variant every number, and the wrong ones that known
mistakes lead to; numbers are drawn until all of these can be told apart. In FOLDER there are then
worksheet-NN.pdf and worksheet-NN-key.pdf. The same options give the same bytes; 1 to {MOST}
variants."""


def options(parser: argparse.ArgumentParser) -> None:
    """Add the options of worksheets."""
    add = parser.add_argument
    add("--chapter", type=chapter, required=True, help="two digits", metavar="NN")
    add("--out", type=Path, required=True, help="where to put them", metavar="FOLDER")
    count = number(int, f"a whole number from 1 to {MOST}", lambda n: 1 <= n <= MOST)
    text = "how many sheets (default: %(default)s)"
    add("--variants", type=count, default=30, help=text, metavar="NUMBER")
    text = "another one gives other numbers (default: %(default)s)"
    add("--seed", type=from_0, default=0, help=text, metavar="NUMBER")
    add("--paper", choices=("a4", "letter"), default="a4", help="(default: %(default)s)")


def run(args: argparse.Namespace) -> int:
    """Make sheets and key, return 0; raises ValueError or OSError with a text to show."""
    require("pypandoc", "typst", "pypdf")
    from tqdm import tqdm

    from netlib.files import check_writable, whole
    from netlib.publish.worksheet import class_of
    from netlib.publish.worksheet_paper import printed

    sheets = args.out / f"worksheet-{args.chapter}.pdf"
    key = args.out / f"worksheet-{args.chapter}-key.pdf"
    try:
        args.out.mkdir(parents=True, exist_ok=True)
        for path in (sheets, key):
            check_writable(path)
    except OSError as error:
        raise ValueError(f"--out {args.out} cannot be written: {error.strerror}") from error
    drawn = class_of(args.chapter, args.variants, args.seed)
    example, *variants = tqdm(drawn, total=args.variants + 1, unit=" networks")
    made = printed(args.chapter, example, variants, seed=args.seed, paper=args.paper)
    with whole(sheets) as first, whole(key) as second:  # both or neither
        first.write(made.sheets)
        second.write(made.key)
    sides = "the front of a sheet" if made.sides == 1 else "both sides of a sheet"
    print(f"{sheets}: {args.variants} variants, each for {sides}\n{key}")
    return 0
