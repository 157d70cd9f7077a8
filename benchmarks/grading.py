"""How long it takes to mark a class: python -m benchmarks.grading [--copies 30] [--time 60].

The copies are spread over the class that tests have invented, those that hang, crash or leave
among them; all cells of a notebook are run.
"""

import argparse
import csv
import io
import tempfile
import time
from pathlib import Path

from netlib.__main__ import main as netlib
from tests.a_class import students


def main() -> None:
    """Write a class into a folder, mark it, and print the time and the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--copies", type=int, default=30)
    parser.add_argument("--time", default="60", help="seconds that a notebook may run")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        every = list(students())
        for student in (every[k * len(every) // args.copies] for k in range(args.copies)):
            path = Path(folder, "class", student.file)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(student.data)
        table, began = Path(folder, "marks.csv"), time.perf_counter()
        netlib(["grade", f"{folder}/class", "--csv", str(table), "--time", args.time])
        seconds = time.perf_counter() - began
        rows = list(csv.DictReader(io.StringIO(table.read_text(encoding="utf-8-sig"))))
    for row in rows:
        print(f"{row['file']:34} {row['total']:>2} of {row['of']:2} {row['remarks']}")
    print(f"{len(rows)} notebooks in {seconds:.0f} s")


if __name__ == "__main__":
    main()
