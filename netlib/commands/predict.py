"""`python -m netlib predict`: let a trained network read pictures of digits."""

import argparse
import json
from pathlib import Path

from netlib.commands.options import add_json, loaded

ABOUT = """Read the one digit on each picture with a network that "train --save" has written.

A picture is a photograph or scan (PNG, JPEG, TIFF, BMP, GIF, WEBP, PPM) with paper all around the
digit, ink and paper dark and light or the other way round. Each gets a line: its name, the digit,
the network's output for it (0 to 1) and the runner-up. With --json all together are one list."""


def options(parser: argparse.ArgumentParser) -> None:
    """Add the options of reading."""
    add_json(parser)
    text = "a file that train --save has written"
    parser.add_argument("weights", type=Path, help=text, metavar="WEIGHTS")
    parser.add_argument("pictures", nargs="+", help="a picture of one digit", metavar="IMAGE")


def run(args: argparse.Namespace) -> int:
    """Read all pictures, then print; raises ValueError or OSError with a text to show."""
    from netlib.forward import forward
    from netlib.handwriting import read_digit

    weights = loaded(args.weights)
    lines, results = [], []
    for picture in args.pictures:
        o = forward(weights, read_digit(picture)).o[-1].tolist()
        first, second = sorted(range(10), key=lambda k: -o[k])[:2]
        lines.append(f"{picture}: {first} ({o[first]:.3f}), runner-up {second} ({o[second]:.3f})")
        results.append({"picture": picture, "digit": first, "runner_up": second, "outputs": o})
    print(json.dumps(results) if args.json else "\n".join(lines))
    return 0
