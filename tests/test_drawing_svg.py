"""Drawings as SVG: what their lines say about the numbers they were given."""

import io
import re
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from netlib.chapters import CHAPTERS
from netlib.drawing.branch import branch
from netlib.drawing.chain import chain
from netlib.drawing.marks import Marks, bar
from netlib.drawing.matrix import Matrix, in_a_row, sum_of
from netlib.drawing.network import RADIUS, bands, edges, nodes, places, scale_of, sketch
from netlib.drawing.plot import Plot
from netlib.drawing.svg import Drawing, decimal, element, formula, place, setting, text
from netlib.letters import E, W, o
from tools.notebooks import still_form
from tools.svg_to_png import svg_to_png

WEIGHTS = np.array([[0.5, -1.0], [2.0, 0.25]])
AT = [[(50.0, 40.0), (50.0, 120.0)], [(250.0, 40.0), (250.0, 120.0)]]


def parsed(lines: list[str]) -> list[ElementTree.Element]:
    return [ElementTree.fromstring(line) for line in lines]


@pytest.mark.parametrize(
    ("x", "written"),
    [
        (0.58347, "0.5835"),
        (-1, "−1.0000"),
        (0, "0"),
        (-0.0, "0"),
        (0.001, "0.0010"),
        (0.000234567, "2.35e−4"),
        (-9.77e-07, "−9.77e−7"),
        (123456, "1.235e5"),
        (np.float32(0.25), "0.2500"),
    ],
)
def test_numbers_have_four_decimals_or_three_digits(x: float, written: str) -> None:
    assert decimal(x) == written


def test_what_was_set_keeps_its_digits() -> None:
    assert [setting(x) for x in (0.5, -1.0, 2, 0.1 + 0.2, 1e6)] == ["0.5", "−1", "2", "0.3", "1e6"]


@given(st.floats(-1e4, 1e4))
def test_a_coordinate_is_within_half_a_tenth_and_short(x: float) -> None:
    assert abs(float(place(x)) - x) <= 0.0500001
    assert not place(x).endswith(".0")
    assert place(x) != "-0"


@given(st.text())
def test_whatever_is_written_stays_text(words: str) -> None:
    printable = "".join(c for c in words if c.isprintable())
    made = ElementTree.fromstring(element("text", "", aria_label=printable))
    assert made.get("aria-label") == printable
    assert "".join(ElementTree.fromstring(text(0, 0, printable)).itertext()) == printable
    assert "\n" not in element("g", "a\nb", aria_label="c\nd")


def test_a_formula_leans_its_letters_and_lowers_its_indices() -> None:
    made = ElementTree.fromstring(formula(0, 0, "σ_{0,1} = diag(*w_{ij}*) 1.2e5", font_size=20))
    spans = [(s.text, s.get("font-style"), s.get("dy"), s.get("font-weight")) for s in made]
    assert spans == [
        ("σ", "italic", None, None),
        ("0,1", None, "5", None),
        (" = diag(", None, "-5", None),
        ("w", "italic", None, "bold"),
        ("ij", "italic", "5", "bold"),
        (") ", None, "-5", None),
        ("1.2e5", None, None, None),
    ]


def test_a_drawing_says_its_words_and_refuses_none() -> None:
    drawing = Drawing(10, 20, "A <title>", "it's & words", (element("path", d="M0 0"),))
    root = ElementTree.fromstring(drawing.svg)
    assert [child.text for child in root][:2] == ["A <title>", "it's & words"]
    assert (root.get("width"), root.get("height")) == ("10", "20")
    assert repr(drawing) == "it's & words"
    with pytest.raises(ValueError, match="needs words"):
        Drawing(10, 20, "A title", " ", ())


def test_a_matrix_names_its_cells_and_tints_them_by_sign_and_size() -> None:
    cells = parsed(
        Matrix(W(0), WEIGHTS, label="").drawn(0, 0, Marks(lit={W(0)[0, 1]}, hidden={W(0)[1, 1]}))
    )[1:]
    numbers = [(c[1].get("data-shows"), c[1].text) for c in cells]
    assert numbers[:3] == [
        ("W_0[0,0]", "0.5000"),
        ("W_0[0,1]", "−1.0000"),
        ("W_0[1,0]", "2.0000"),
    ]
    assert numbers[3] == (None, "·")
    rects = [c[0] for c in cells]
    assert [float(r.get("fill-opacity", 0)) for r in rects] == [0.11, 0.23, 0.45, 0]
    assert [r.get("fill") for r in rects[:2]] == ["#0072B2", "#D55E00"]
    assert [r.get("stroke") for r in rects[:2]] == ["none", "currentColor"]


def test_a_vector_stands_up_or_lies_down() -> None:
    values = np.array([1.0, 2.0])
    up = [c[0] for c in parsed(Matrix(o(1), values, label="").drawn(0, 0))[1:]]
    down = [c[0] for c in parsed(Matrix(o(1), values, label="", row=True).drawn(0, 0))[1:]]
    assert [(r.get("x"), r.get("y")) for r in up] == [("1", "1"), ("1", "25")]
    assert [(r.get("x"), r.get("y")) for r in down] == [("1", "1"), ("55", "1")]


def test_a_bar_goes_right_above_zero_and_left_and_hollow_below() -> None:
    for value, x, width, opacity in ((0.5, "100", "40", "0.75"), (-0.25, "80", "20", "0.15")):
        rect = parsed(bar(100, 10, 80, E, value, 1.0, "E"))[1]
        assert (rect.get("x"), rect.get("width"), rect.get("fill-opacity")) == (x, width, opacity)


def test_a_plot_puts_low_at_the_lower_left() -> None:
    plot = Plot(10, 20, 100, 50, (-1, 1), (0, 2))
    assert plot.at(-1, 0) == (10, 70)
    assert plot.at(1, 2) == (110, 20)
    assert plot.at(1e9, 1) == (130, 45)
    line = plot.line(np.array([-1.0, 0, 1]), np.array([0, np.nan, 2]))
    assert 'points="10.0,70.0 110.0,20.0"' in line


def test_layers_stand_left_to_right_each_in_the_middle() -> None:
    found = places((3, 1), (0, 0, 100, 60))
    assert found == [[(0, 0), (0, 30), (0, 60)], [(100, 30)]]


def test_edges_are_as_wide_as_their_weights_and_dashed_below_zero() -> None:
    lines = [e[0] for e in parsed(edges([WEIGHTS], AT, Marks(lit={W(0)[1, 0]}), faint={1}))]
    widths = [float(line.get("stroke-width", 0)) for line in lines]
    np.testing.assert_allclose(widths, 0.6 + 1.8 * np.abs(WEIGHTS).ravel())
    assert [line.get("stroke-dasharray") is not None for line in lines] == [
        False,
        True,
        False,
        False,
    ]
    assert [line.get("stroke-opacity") for line in lines] == ["0.4", "0.4", "1", "0.4"]
    # from rim to rim: the first edge is level
    assert lines[0].get("d") == f"M{50 + RADIUS:.1f} 40.0L{250 - RADIUS:.1f} 40.0"


def test_a_node_is_filled_as_far_as_its_output() -> None:
    (node,) = parsed(nodes([np.array([0.5])], [[(0.0, 0.0)]]))
    assert node[0].get("d") == "M-20.0 0.0A20.0 20.0 0 0 0 20.0 0.0Z"  # the lower half
    (hidden,) = parsed(nodes([np.array([0.5])], [[(0.0, 0.0)]], Marks(hidden={o(0)[0]})))
    assert hidden[-1].text == "?"


def test_bands_are_as_wide_as_their_parts_and_their_sum_is_the_bar() -> None:
    terms = np.array([[0.3, -0.1], [-0.2, 0.4]])
    drawn = parsed(bands(terms, AT[1], AT[0], 100, 1))
    widths = [float(e.get("stroke-width", 0)) for e in drawn if e.tag == "path"]
    assert widths == [30, 20, 10, 40]  # column by column: what comes to node 1, then to node 2
    striped = [e.get("stroke-dasharray") is not None for e in drawn if e.tag == "path"]
    assert striped == [False, True, True, False]
    rests = [float(e.get("height", 0)) for e in drawn if e.tag == "rect"]
    assert rests == pytest.approx(list(100 * terms.sum(axis=0)))


def test_the_scale_of_bands_is_the_largest_power_of_two_that_fits() -> None:
    terms = np.array([[0.3, -0.1], [0.2, -0.4]])  # piles of 0.5, and of 0.5 below zero
    assert scale_of([terms], 30) == 32
    assert scale_of([terms], 32.1) == 64
    assert scale_of([0 * terms], 30) == 1
    assert scale_of([], 30) == 1


@pytest.mark.parametrize("chapter", sorted(CHAPTERS))
def test_the_chain_has_six_factors_and_the_chapter_s_own_bold(chapter: str) -> None:
    drawing = chain(chapter)
    root = ElementTree.fromstring(drawing.svg)
    words = ["".join(e.itertext()) for e in root if e.tag.endswith("text")]
    factors = [w for w in words if re.match(r"[GJ]\(", w)]
    assert len(factors) == 6
    bold = [
        "".join(e.itertext()) for e in root if any(span.get("font-weight") == "bold" for span in e)
    ]
    expected = {
        "01": [],
        "02": [],
        "03": ["G(E;o2)"],
        "04": ["J(o2;s1)"],
        "05": ["G(E;o2)", "J(o2;s1)", "J(s1;wij)"],
        "06": ["G(E;o2)", "J(o2;s1)", "J(s1;o1)", "J(o1;s0)", "J(s0;wij)"],
        "07": factors,
    }
    assert bold == expected[chapter]


def test_the_chain_of_an_unknown_chapter_is_refused() -> None:
    with pytest.raises(ValueError, match="chapter is '99', but must be one of 01, 02"):
        chain("99")


def test_ways_that_meet_are_added_up() -> None:
    drawing = branch([0.5, -0.25, 1], [2, 4, -1], j=1)
    assert drawing.words.endswith("(0.5000)(2) + (−0.2500)(4) + (1.0000)(−1) = −1.0000.")
    assert drawing.words.startswith("Hidden node 2 is used in 3 sums, so 3 ways")
    assert sum("<path" in line for line in drawing.lines) == 6
    assert sum("<circle" in line for line in drawing.lines) == 5
    with pytest.raises(ValueError, match=r"column is \(3,\), but must be as long as"):
        branch([1, 2], [1, 2, 3])


def test_a_sketch_has_every_node_and_every_edge() -> None:
    assert "4, 3, 2 nodes" in sketch((4, 3, 2)).words
    root = ElementTree.fromstring(sketch((4, 3, 2)).svg)
    assert sum(e.tag.endswith("circle") for e in root) == 9
    assert sum(e.tag.endswith("path") for e in root) == 18
    with pytest.raises(ValueError, match="needs at least n_0 and n_1"):
        sketch((4,))


def test_a_row_of_matrices_stands_around_one_line_with_room_for_the_signs() -> None:
    tall, short = Matrix(W(0), np.ones((3, 2)), label=""), Matrix(o(0), np.ones(2), label="")
    drawn = parsed(in_a_row(100, 200, [tall, short, "=", short]))
    cells = [e[0] for e in drawn if e.tag == "g"]
    places = [(float(c.get("x", 0)), float(c.get("y", 0))) for c in cells]
    assert places[0] == (101, 165)  # three rows of 24 around 200
    assert places[6] == (100 + 2 * 54 + 16 + 1, 177)  # two rows, behind a gap
    assert places[8] == (100 + 3 * 54 + 3 * 16 + 1, 177)  # a gap on each side of the sign
    (sign,) = [e for e in drawn if e.tag == "text"]
    assert float(sign.get("x", 0)) == 100 + 3 * 54 + 2 * 16


def test_a_sum_is_worked_out_in_letters_and_then_with_its_numbers() -> None:
    terms = [("w_{11} o_{0,1}", "(0.5)(2)"), ("w_{12} o_{0,2}", "(1)(3)")]
    lines = [
        "".join(e.itertext()) for e in parsed(sum_of("s_{0,1}", terms, "4", bold=1).drawn(0, 0))
    ]
    assert lines == ["s0,1 = w11 o0,1 + w12 o0,2", "s0,1 = (0.5)(2) + (1)(3) = 4"]
    bold = [
        span.text
        for line in parsed(sum_of("s", terms, "4", bold=1).drawn(0, 0))
        for span in line
        if span.get("font-weight") == "bold"
    ]
    assert "".join(filter(None, bold)) == "w12 o0,2(1)(3)"


def test_a_stored_drawing_is_black_on_white_and_twice_as_large() -> None:
    square = element("rect", x=2.0, y=2.0, width=6, height=6, fill="currentColor")
    drawing = Drawing(10, 10, "A square", "A black square.", (square,))
    data, _ = drawing._repr_mimebundle_()
    stored = still_form({**data, "application/vnd.jupyter.widget-view+json": {}})
    assert set(stored) == {"text/html", "image/svg+xml", "image/png", "text/plain"}
    assert f"data:image/png;base64,{stored['image/png']}" in stored["text/html"]
    image = Image.open(io.BytesIO(svg_to_png(drawing.svg))).convert("L")
    assert image.size == (20, 20)
    assert image.getpixel((0, 0)) == 255
    assert image.getpixel((10, 10)) == 0


def test_what_is_no_svg_is_refused() -> None:
    with pytest.raises(ValueError, match=r"."):
        svg_to_png("no picture")
