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
from netlib.drawing.labels import Frame, Label, around, labelled
from netlib.drawing.marks import Marks, bar, shown, tag
from netlib.drawing.matrix import Matrix, in_a_row
from netlib.drawing.network import RADIUS, bands, edges, nodes, places, scale_of, sketch
from netlib.drawing.panel import BETWEEN, WIDTH, Panel, rows_of, sheet_of
from netlib.drawing.plot import Plot
from netlib.drawing.spelled import Term, spelled
from netlib.drawing.stations import NARROW, Station, stations
from netlib.drawing.svg import Drawing, decimal, element, formula, place, setting, text
from netlib.drawing.typeface import words_width
from netlib.letters import E, W, o, s, sigma
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
    numbers = [(c[-1].get("data-shows"), c[-1].text) for c in cells]
    assert numbers[:3] == [
        ("W_0[0,0]", "0.5000"),
        ("W_0[0,1]", "−1.0000"),
        ("W_0[1,0]", "2.0000"),
    ]
    assert numbers[3] == (None, "·")
    rects = [c[0] for c in cells]
    assert [float(r.get("fill-opacity", 0)) for r in rects] == [0.17, 0.26, 0.45, 0]
    assert [r.get("fill") for r in rects[:2]] == ["#0072B2", "#D55E00"]
    frames = [len(c) == 3 and c[1].get("stroke") == "currentColor" for c in cells]
    assert frames == [False, True, False, False]
    assert rects[3].get("stroke-dasharray")


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
    standing = (3, 1), (0, 100), (30, 20), {3: 30, 1: 50}
    assert places(*standing) == [[(0, 0), (0, 30), (0, 60)], [(100, 20)]]
    below = [[(0, 0), (30, 0), (60, 0)], [(20, 100)]]
    assert places(*standing, down=True) == below


def test_edges_are_as_wide_as_their_weights_and_dashed_below_zero() -> None:
    lines = [e[0] for e in parsed(edges([WEIGHTS], AT, Marks(lit={W(0)[1, 0]}), faint={1}))]
    widths = [float(line.get("stroke-width", 0)) for line in lines]
    lit = [0, 0, 1.4, 0]
    np.testing.assert_allclose(widths, 0.6 + 1.3 * np.abs(WEIGHTS).ravel() + lit, atol=0.006)
    assert [line.get("stroke-dasharray") is not None for line in lines] == [
        False,
        True,
        False,
        False,
    ]
    faint = [e[0].get("stroke-opacity") for e in parsed(edges([WEIGHTS], AT, faint={0}))]
    assert set(faint) == {"0.22"}
    # from rim to rim: the first edge is level
    assert lines[0].get("d") == f"M{50 + RADIUS:.1f} 40.0L{250 - RADIUS:.1f} 40.0"


def test_a_node_is_filled_as_far_as_its_output() -> None:
    (node,) = parsed(nodes([(o(0), np.array([0.5]))], [[(0.0, 0.0)]]))
    assert node[1].get("d") == "M-20.0 0.0A20.0 20.0 0 0 0 20.0 0.0Z"  # the lower half
    (hidden,) = parsed(nodes([(o(0), np.array([0.5]))], [[(0.0, 0.0)]], Marks(hidden={o(0)[0]})))
    assert hidden[-1].text == "?"


def test_bands_are_as_wide_as_their_parts_and_their_sum_is_the_bar() -> None:
    terms = np.array([[0.3, -0.1], [-0.2, 0.4]])
    drawn = parsed(bands(terms, AT[1], AT[0], 100, 1))
    paths = [e[0] for e in drawn if e.tag == "g"]
    widths = [float(path.get("stroke-width", 0)) for path in paths]
    assert widths == [30, 20, 10, 40]  # column by column: what comes to node 1, then to node 2
    striped = [path.get("stroke-dasharray") is not None for path in paths]
    assert striped == [False, True, True, False]
    rests = [float(e.get("height", 0)) for e in drawn if e.tag == "rect"]
    assert rests == pytest.approx(list(100 * terms.sum(axis=0)))
    # the same with layers below each other, across and down exchanged
    turned = [[(y, x) for x, y in layer] for layer in AT]
    below = [
        e[0].get("d", "")
        for e in parsed(bands(terms, turned[1], turned[0], 100, 1, down=True))
        if e.tag == "g"
    ]
    for path, other in zip((p.get("d", "") for p in paths), below, strict=True):
        pairs = [tuple(pair.split()) for pair in re.findall(r"[\d.-]+ [\d.-]+", path)]
        assert [pair[::-1] for pair in pairs] == [
            tuple(pair.split()) for pair in re.findall(r"[\d.-]+ [\d.-]+", other)
        ]


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


def shown_texts(panel: Panel) -> list[tuple[str, float, float]]:
    """Return each text of a panel with its place."""
    return [
        ("".join(e.itertext()), float(e.get("x", 0)), float(e.get("y", 0)))
        for e in parsed(list(panel.lines))
        if e.tag == "text"
    ]


LINE = [
    Term("s_{0,1}", "2.5", "sum", result=True),
    Term("w_{11}", "(0.5)", "weight", "="),
    Term("o_{0,1}", "(2)", "output", "·"),
]


def test_a_number_is_worked_out_in_columns() -> None:
    found = {words: (x, y) for words, x, y in shown_texts(spelled([LINE]))}
    for letters, number, word in (("s0,1", "2.5", "sum"), ("w11", "(0.5)", "weight")):
        xs = {found[words][0] for words in (letters, number, word)}
        assert len(xs) == 1, "letters, number and word stand below each other"
    assert found["s0,1"][1] < found["2.5"][1] < found["sum"][1]
    tall = {words: (x, y) for words, x, y in shown_texts(spelled([LINE], narrow=True))}
    assert len({tall[words][1] for words in ("o0,1", "(2)", "output")}) <= 3
    assert tall["s0,1"][1] < tall["w11"][1] < tall["o0,1"][1]
    assert spelled([LINE], narrow=True).width == NARROW


def test_short_formulas_stand_side_by_side_and_a_long_sum_breaks_before_a_plus() -> None:
    assert spelled([LINE, LINE]).height == spelled([LINE]).height
    assert spelled([LINE * 2, LINE * 2], width=300).height > spelled([LINE]).height
    sum_of = [LINE[0]]
    for k in range(9):
        sum_of.append(Term(f"w_{{1{k}}}", "(−1.235e−6)", sign="+" if k else "="))
    places = shown_texts(spelled([sum_of], width=500))
    assert max(x for _, x, _ in places) < 500
    assert len({y for words, _, y in places if words == "(−1.235e−6)"}) > 1


def test_a_chain_has_its_boxes_in_a_row_and_wraps_where_there_is_no_room() -> None:
    row = [Station(f"σ_{k} W_{k}", "by", "now" if k == 2 else "done") for k in range(12)]
    wide, slim, narrow = stations(row), stations(row, width=500, slim=True), stations(row, True)
    assert (wide.height, wide.width, narrow.width) == (50, 812, NARROW)
    assert slim.height > 27
    assert narrow.height > 44
    for panel in (wide, slim, narrow):
        boxes = [e for e in parsed(list(panel.lines)) if e.tag == "g"]
        assert len(boxes) == 12
        assert [k for k, box in enumerate(boxes) if box.get("aria-current")] == [2]
        for box in boxes:
            frame, name = box[0], box[1]
            left, wide_ = float(frame.get("x", 0)), float(frame.get("width", 0))
            assert left < float(name.get("x", 0)) < left + wide_
            assert left + wide_ <= panel.width


def test_a_tag_has_a_row_for_each_number_that_is_computed() -> None:
    rows = [(s(0)[0], 0.25), (sigma(0)[0], -1.5)]
    (both,) = parsed([tag(0, 0, 90, rows)])
    (one,) = parsed([tag(0, 0, 90, rows, Marks(hidden={sigma(0)[0]}))])
    (none,) = parsed([tag(0, 0, 90, rows, Marks(hidden={x for x, _ in rows}))])
    assert float(both[0].get("height", 0)) == 34
    assert float(one[0].get("height", 0)) == 18
    assert len(none) == 0
    assert "".join(both.itertext()) == "s00.2500σ0−1.5000"


def test_a_number_that_moved_has_a_triangle_and_stands_where_it_stood() -> None:
    still, up = (shown(10, 5, E, 0.5, marks=Marks(moved=m)) for m in ({}, {E: 1}))
    (text,), (group,) = parsed([still]), parsed([up])
    assert (text.tag, group.tag) == ("text", "g")
    assert text.attrib == group[0].attrib
    assert float(group[1].get("d", "").split()[0][1:]) > 10 + words_width("0.5000", 12)
    (down,) = parsed([shown(10, 5, E, 0.5, marks=Marks(moved={E: -1}))])
    assert (group[1].get("data-moved"), down[1].get("data-moved")) == ("1", "-1")


def test_labels_stand_on_no_point_and_on_no_other_label() -> None:
    inside, points = Frame(0, 0, 200, 120), [(100.0, 60.0), (106.0, 62.0), (112.0, 58.0)]
    labels = [Label(f"label {k}", point) for k, point in enumerate(points)]
    boxes = []
    for line in parsed(labelled(labels, points, inside))[len(labels) :]:
        (rect,) = (e for e in line if e.tag == "rect")
        x, y, wide, high = (float(rect.get(n, 0)) for n in ("x", "y", "width", "height"))
        boxes.append(Frame(x, y, x + wide, y + high))
    for k, box in enumerate(boxes):
        assert inside.holds(box)
        assert not any(box.meets(other) for other in boxes[k + 1 :])
        assert not any(box.meets(around(point)) for point in points)
    nowhere = labelled([Label("a very long label", (5, 5), optional=True)], [], Frame(0, 0, 9, 9))
    assert nowhere == ["<path/>", "<g/>"]


def test_panels_stand_in_rows_on_their_sheet() -> None:
    one, two = Panel("one", 100, 50, ["<g/>"]), Panel("two", 80, 70, ["<g/>"], beside=True)
    three = Panel("three", 300, 20, ["<g/>"])
    assert [[p.name for p in row] for row in rows_of([one, two, three])] == [
        ["one", "two"],
        ["three"],
    ]
    sheet = sheet_of([one, two, three], "a title", "some words")
    assert (sheet.width, sheet.height) == (WIDTH, 70 + BETWEEN + 20)
    moves = [e.get("transform") for e in parsed(list(sheet.lines))]
    assert moves == [
        "translate(0 0)",
        f"translate({WIDTH - 80:g} 0)",
        f"translate(0 {70 + BETWEEN:g})",
    ]


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
