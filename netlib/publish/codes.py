"""Codes on paper: beside each figure of an explorer one for a phone, which opens its state."""

from collections.abc import Sequence
from io import BytesIO

from netlib.chapters import CHAPTERS
from netlib.explore import EXPLORERS
from netlib.explore.links import moment_text
from netlib.publish import tree
from netlib.publish.tree import Block

SQUARE = 0.35  # mm, the side of a code's squares: smaller ones run together on a copier


def with_codes(
    blocks: Sequence[Block], site: str, chapter: str
) -> tuple[list[Block], dict[str, bytes]]:
    """Return a copy whose figures of an explorer have address, code (a file) and side, and files.

    site: the address of the folder that `python -m netlib site` makes. Raises ValueError where it
    is too long for a code.
    """
    import segno

    explorer, files = EXPLORERS[chapter], dict[str, bytes]()
    page = f"{site}/{chapter}_{CHAPTERS[chapter].name}.html"

    def change(block: Block) -> Block:
        about = tree.said(block) if tree.kind(block) == "figure" else {}
        if "moment" not in about:
            return block
        address = f"{page}#{chapter}={moment_text(explorer, about['moment'])}"
        try:
            code = segno.make(address, micro=False)
        except segno.DataOverflowError:
            raise ValueError(f"--site is too long for a code: {len(site)} characters") from None
        name, svg = f"code-{len(files)}.svg", BytesIO()
        code.save(svg, kind="svg")  # with the white around it that a code must have
        files[name] = svg.getvalue()
        side = f"{SQUARE * code.symbol_size()[0]:.2f}mm"
        more = {"address": address, "code": name, "side": side}
        return tree.div("figure", tree.inside(block), **about, **more)

    return list(tree.changed(list(blocks), change)), files
