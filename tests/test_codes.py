"""Codes on paper: what a phone reads of a printed page opens the picture that is printed there."""

import re
import shutil
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import pytest
import typst
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from netlib.__main__ import main
from netlib.chapters import CHAPTERS
from netlib.explore import EXPLORERS
from netlib.explore.links import state_from
from netlib.explore.model import STILL
from netlib.publish.codes import with_codes
from netlib.publish.paper import pdf
from netlib.publish.tree import div, para, words

SITE = "https://site.example/backpropagation"
DPI = 200


def pixels(printed: Path, page: int) -> Any:
    """Return a page of a PDF as a printer's dots, grey, from 1 on."""
    shutil.copy(printed, printed.with_name("printed.pdf"))
    show = f'#set page(width: auto, height: auto, margin: 0pt)\n#image("printed.pdf", page: {page})'
    (main_ := printed.with_name("main.typ")).write_text(show)
    png = typst.compile(main_, format="png", ppi=DPI)
    return np.asarray(Image.open(BytesIO(png)).convert("L"))


def pages(printed: Path) -> list[list[str]]:
    """Return the addresses that each page of a PDF leads to."""
    annotations = [page.get("/Annots", []) for page in PdfReader(printed).pages]
    found = [[a.get_object()["/A"].get("/URI") for a in some] for some in annotations]
    return [[uri for uri in some if uri] for some in found]


@pytest.mark.parametrize(
    "chapter",  # 07 trains before it is drawn
    [pytest.param(n, marks=pytest.mark.slow if n == "07" else ()) for n in CHAPTERS],
)
def test_a_code_opens_the_picture_that_it_stands_beside(chapter: str, tmp_path: Path) -> None:
    drawn, figures = {}, []
    for k, (name, svg, sentence) in enumerate(EXPLORERS[chapter].frames()):
        drawn[f"{k}.svg"] = svg.encode()
        about = {"file": f"{k}.svg", "width": "818", "number": str(k), "words": sentence}
        figures.append(div("figure", [para(words(name))], **about, moment=name))
    blocks, codes = with_codes(figures, SITE, chapter)
    printed = tmp_path / "made.pdf"
    head = {"paper": "a4", "title": "Codes", "copy": "Student's copy"}
    printed.write_bytes(pdf(blocks, drawn | codes, **head))
    opened = []
    for page, links in enumerate(pages(printed), 1):
        dots = pixels(printed, page)
        found = sorted(zxingcpp.read_barcodes(dots), key=lambda code: code.position.top_left.y)
        assert [code.text for code in found] == links
        for code in found:
            corner = code.position.top_left
            dark = dots[corner.y + 1, corner.x - 4 :] < 128  # along the top of seven squares
            long = np.argmin(dark[np.argmax(dark) :])
            assert long / DPI * 25.4 / 7 >= 0.33  # mm
            address = urlsplit(code.text)
            assert f"{address.scheme}://{address.netloc}{address.path}" == (
                f"{SITE}/{chapter}_{CHAPTERS[chapter].name}.html"
            )
            number, _, text = address.fragment.partition("=")
            assert number == chapter
            state, complaint = state_from(EXPLORERS[chapter], text)
            assert not complaint
            opened.append(EXPLORERS[chapter].picture(state, STILL).svg.encode())
    assert opened == list(drawn.values())


@pytest.mark.slow
def test_the_command_prints_codes_where_a_site_is_named(tmp_path: Path) -> None:
    options = ["handouts", "--out", str(tmp_path), "--notebook", "05"]
    assert main([*options, "--site", f"{SITE}/"]) == 0
    for who in ("student", "teacher"):
        links = [uri for some in pages(tmp_path / who / "05_sigma_1.pdf") for uri in some]
        ours = [uri for uri in links if uri.startswith(f"{SITE}/05_sigma_1.html#05=")]
        assert len(ours) == len(EXPLORERS["05"].moments)
    assert SITE not in (tmp_path / "student/05_sigma_1.html").read_text()
    assert main(options) == 0
    assert SITE not in str(pages(tmp_path / "student/05_sigma_1.pdf"))


@pytest.mark.parametrize(
    "wrong",
    [
        "", "site.example", "ftp://site.example", "https://", "https://a:b", "http://[x", "//a",
        "https://a b", "https://site.example/#06", "https://site.example?x=1", "https://ä.example",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused_in_one_line(
    wrong: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(["handouts", "--out", str(tmp_path / "out"), "--site", wrong])
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert re.search(r"--site is .*, but must be an address like https://", said)
    assert not (tmp_path / "out").exists()


def test_an_address_too_long_for_a_code_is_refused() -> None:
    figure = div("figure", [], file="a.svg", width="1", number="1", words="w", moment="a step")
    with pytest.raises(ValueError, match="--site is too long for a code: 3019 characters"):
        with_codes([figure], f"https://example.com{3000 * 'a'}", "03")
