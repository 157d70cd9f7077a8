"""Worksheets: a pencil that knows the printed numbers alone gets what the key has."""

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from io import BytesIO
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pypdf import PdfReader

from netlib.__main__ import main
from netlib.chapters import CHAPTERS
from netlib.publish import worksheet_paper
from netlib.publish.worksheet import TOLERANCE, Variant, Worked, class_of
from netlib.publish.worksheet_lines import left_open, lines
from netlib.publish.worksheet_paper import Sheets, printed

Row = list[Decimal]
NUMBER = r"[−-]?\d+(?:\.\d+)?"
TWO = 2


@cache
def drawn(chapter: str, seed: int = 7) -> list[Worked | Variant]:
    return list(class_of(chapter, TWO, seed))


@cache
def made(chapter: str, paper: str = "a4", seed: int = 7) -> Sheets:
    example, *variants = drawn(chapter, seed)
    return printed(chapter, example, variants, seed=seed, paper=paper)  # type: ignore[arg-type]


def networks(chapter: str) -> list[Worked]:
    """Return all networks of a class, the example first."""
    example, *variants = drawn(chapter)
    return [example, *(n for v in variants for n in (v.begun, v.bare))]  # type: ignore[list-item, union-attr]


@cache
def pages(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]


def numbers(text: str) -> Row:
    return [Decimal(found.replace("−", "-")) for found in re.findall(NUMBER, text)]


class Pencil:
    """Works out a network by the rule on the sheet, from what is printed on it, and no more."""

    def __init__(self, front: str, part: str) -> None:
        rows = re.findall(rf"^(−?)(\d)\.((?: {NUMBER}){{10}})$", front, re.M)
        self.phi = {
            Decimal(f"{'-' if sign else ''}{whole}.{tenth}"): value
            for sign, whole, row in rows
            for tenth, value in enumerate(numbers(row))
        }
        assert len(self.phi) == 59  # from -2.9 to 2.9; both zeros are one
        W_0, o_0, W_1, t, eta = re.match(
            r".*?0 = (.*?)𝑜0 = (.*?)𝑊1 =(.*?)𝑡 = (.*?)𝜂 = (\d)", part, re.S
        ).groups()  # type: ignore[union-attr]
        # What is read out of a PDF is a matrix column by column.
        self.W_0, self.W_1 = turned(numbers(W_0), 2), turned(numbers(W_1), 3)
        self.o_0, self.t, (self.eta,) = numbers(o_0), numbers(t), numbers(eta)

    def rounded(self, exact: Decimal, places: str = "0.001") -> Decimal:
        down = (exact / Decimal(places)) % 1
        assert abs(down) != Decimal("0.5"), "a tie: two students would differ"
        return exact.quantize(Decimal(places), ROUND_HALF_UP)

    def work(self) -> dict[str, list[Row]]:
        r = self.rounded
        s_0 = [r(dot(row, self.o_0), "0.1") for row in self.W_0]
        o_1 = [self.phi[s] for s in s_0]
        s_1 = [r(dot(row, o_1), "0.1") for row in self.W_1]
        o_2 = [self.phi[s] for s in s_1]
        G = [o - t for o, t in zip(o_2, self.t, strict=True)]
        slopes_2 = [r(o * (1 - o)) for o in o_2]
        sigma_1 = [r(g * slope) for g, slope in zip(G, slopes_2, strict=True)]
        dW_1 = [[r(s * o) for o in o_1] for s in sigma_1]
        back = [r(dot(sigma_1, column)) for column in zip(*self.W_1, strict=True)]
        slopes_1 = [r(o * (1 - o)) for o in o_1]
        sigma_0 = [r(b * slope) for b, slope in zip(back, slopes_1, strict=True)]
        dW_0 = [[r(s * o) for o in self.o_0] for s in sigma_0]
        zero = Decimal(0)
        J = [[slopes_2[i] if i == j else zero for j in range(3)] for i in range(3)]
        return {
            "s_0": [s_0], "o_1": [o_1], "s_1": [s_1], "o_2": [o_2],
            "E": [[r(dot(G, G) / 2)]], "G": [G], "J": J, "sigma_1": [sigma_1],
            "dE_dW_1": dW_1, "back": [back], "slopes": [slopes_1], "sigma_0": [sigma_0],
            "dE_dW_0": dW_0, "W_1_new": self.stepped(self.W_1, dW_1),
            "W_0_new": self.stepped(self.W_0, dW_0),
        }  # fmt: skip

    def stepped(self, W: Sequence[Row], gradient: Sequence[Row]) -> list[Row]:
        return [
            [w - self.eta * g for w, g in zip(*rows, strict=True)]
            for rows in zip(W, gradient, strict=True)
        ]


def dot(a: Sequence[Decimal], b: Sequence[Decimal]) -> Decimal:
    return sum((x * y for x, y in zip(a, b, strict=True)), Decimal(0))


def turned(columns: Row, high: int) -> list[Row]:
    return [columns[k::high] for k in range(high)]


def solved(variant: int) -> tuple[Pencil, dict[str, list[Row]], dict[str, str]]:
    """Return a pencil with the open part of a variant of 07, what it found, and its key by line."""
    paper = made("07")
    sheets = pages(paper.sheets)
    front, back = sheets[2 * variant - 2 : 2 * variant]
    pencil = Pencil(front, back.partition("All lines are open")[2])
    key = "\n".join(pages(paper.key)).partition(f"Variant {variant}\n")[2].partition("Variant")[0]
    part = key.partition("Part 3")[2]
    starts = [m.start() for m in re.finditer(r"(?m)^(?:new )?[𝑠𝑜𝐸𝐺𝐽𝜎𝜕𝑊].*?[)\d] ?[(\[\d]", part)]
    texts = [part[a:b] for a, b in zip(starts, [*starts[1:], len(part)], strict=True)]
    return pencil, pencil.work(), dict(zip([x.letter for x in lines("07")], texts, strict=True))


def stated(text: str) -> str:
    """Return the right numbers of a line of the key: those in the first brackets, or the first."""
    bracketed = re.search(rf"[(\[]({NUMBER}(?:[,;]\s{NUMBER})+)[)\]]", text)
    return bracketed[1] if bracketed else re.findall(r"\d\.\d{3}", text)[0]


@pytest.mark.parametrize("variant", [1, 2])
def test_a_pencil_gets_the_numbers_of_the_key(variant: int) -> None:
    _, found, key = solved(variant)
    assert found.keys() == key.keys()
    for letter, rows in found.items():
        ours = [number for row in rows for number in row]
        assert numbers(stated(key[letter])) == ours, letter


def test_mistakes_made_with_the_pencil_are_found_in_the_key() -> None:
    pencil, right, key = solved(1)
    (o_1,), (sigma_1,), (G,), (s_0,) = (right[x] for x in ("o_1", "sigma_1", "G", "s_0"))
    made_by_hand = {
        ("o_1", "no φ"): s_0[0],
        ("E", "E1: no ½ in E"): pencil.rounded(dot(G, G)),
        ("E", "the mean"): pencil.rounded(dot(G, G) / 3),
        ("G", "sign"): -G[0],
        ("G", "factor 2"): 2 * G[0],
        ("sigma_1", "no slope at the output"): G[0],
        ("dE_dW_1", "downhill"): -pencil.rounded(sigma_1[0] * o_1[0]),
        ("dE_dW_1", "E5: transposed"): pencil.rounded(sigma_1[1] * o_1[0]),
        ("W_0_new", "E10: uphill"): pencil.W_0[0][0] + 2 * right["dE_dW_0"][0][0],
        ("W_1_new", "no rate"): pencil.W_1[0][0] - right["dE_dW_1"][0][0],
    }
    for (letter, name), value in made_by_hand.items():
        text = " ".join(key[letter].split())
        listed = re.search(rf"({NUMBER})(?: \[[\d, ]+\])? {re.escape(name)}", text)
        assert listed, (letter, name, text)
        assert abs(numbers(listed[1])[0] - value) <= Decimal("0.001"), (letter, name)


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_no_two_wrong_answers_look_alike(chapter: str) -> None:
    for network in networks(chapter):
        assert {w.letter for w in network.wrong} == {x.letter for x in lines(chapter)}
        assert len(network.wrong) == sum(len(x.mistakes) for x in lines(chapter))
        for wrong in network.wrong:
            right = network.found[wrong.letter]
            if isinstance(right, tuple):
                assert wrong.value != right
            else:
                assert abs(wrong.value - right[wrong.place]) > 2 * TOLERANCE
        for a, b in combinations(network.wrong, 2):
            if (a.letter, a.place) == (b.letter, b.place):
                apart = a.value != b.value if chapter == "01" else abs(a.value - b.value) > 0.004
                assert apart, (a, b)


@pytest.mark.parametrize("chapter", list(CHAPTERS)[1:])
def test_the_numbers_are_for_a_pencil(chapter: str) -> None:
    for network in networks(chapter):
        for letter in ("W_0", "W_1", "o_0"):
            tenths = np.asarray(network.given[letter]) * 10
            assert np.allclose(tenths, np.rint(tenths), atol=1e-9)
        for s in (network.found["s_0"], network.found["s_1"]):
            assert abs(s).max() <= 2.9
            assert len(set(s.tolist())) == len(s)
        slopes = network.found["o_2"] * (1 - network.found["o_2"])
        assert slopes.max() - slopes.min() > 0.02


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_network_has_numbers_of_its_own_and_the_blanks_fade(chapter: str) -> None:
    given = [repr(n.given) for n in networks(chapter)]
    assert len(set(given)) == len(given)
    text = "\n".join(pages(made(chapter).sheets))
    example, begun, bare = re.findall(
        r"An example(.*?)Some lines are open(.*?)All lines are open(.*?)(?=Worksheet|\Z)",
        text,
        re.S,
    )[0]
    found = r"\d × \d|no\b" if chapter == "01" else r"\.\d{3}(?!\d)"
    counts = [len(re.findall(found, part)) for part in (example, begun, bare)]
    assert counts[0] > counts[1] > counts[2] == 0
    assert 1 <= len(left_open(chapter)) <= 2


def test_the_shapes_of_01_by_rules_of_their_own() -> None:
    for network in networks("01"):
        n_0, n_1, n_2, B = (network.given[k] for k in ("n_0", "n_1", "n_2", "B"))
        W_0, W_1 = np.ones((n_1, n_0)), np.ones((n_2, n_1))
        o_0, o_1 = np.ones((n_0, 1)), np.ones((n_1, 1))
        sigma_0, sigma_1, batch = np.ones((1, n_1)), np.ones((1, n_2)), np.ones((B, n_0))
        assert network.found["W_1"] == W_1.shape
        assert network.found["dE_dW_0"] == (sigma_0.T @ o_0.T).shape
        assert network.found["sigma_0"] == sigma_0.shape
        assert network.found["s_1_batch"] == (batch @ W_0.T @ W_1.T).shape
        for letter, a, b in [
            ("W_0_o_0", W_0, o_0), ("W_1_o_0", W_1, o_0), ("sigma_1_W_1", sigma_1, W_1),
            ("W_1_sigma_1", W_1, sigma_1), ("outer", sigma_1.T, o_1.T), ("batch", batch, W_0.T),
            ("no_batch", W_0, batch),
        ]:  # fmt: skip
            exists = a.shape[1] == b.shape[0]
            assert network.found[letter] == ((a @ b).shape if exists else ()), letter


def test_the_same_seed_gives_the_same_bytes_and_another_one_others() -> None:
    example, *variants = class_of("03", TWO, 7)
    again = printed("03", example, variants, seed=7, paper="a4")  # type: ignore[arg-type]
    assert again == made("03")
    assert made("03", seed=8).sheets != again.sheets
    assert [repr(x) for x in class_of("03", 1, 7)] == [repr(x) for x in drawn("03")[:2]]


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_no_letter_is_tiny(chapter: str) -> None:
    sizes: list[float] = []

    def seen(text: str, cm: Any, tm: Any, font: Any, size: float) -> None:
        sizes.extend([abs(size * tm[3] * cm[3])] * bool(text.strip()))

    for pdf in (made(chapter).sheets, made(chapter).key):
        PdfReader(BytesIO(pdf)).pages[0].extract_text(visitor_text=seen)
    assert min(sizes) >= 7


# 04 and 07 are the fullest of those on one page and on two.
@pytest.mark.parametrize(
    ("chapter", "paper"), [*((c, "a4") for c in CHAPTERS), ("04", "letter"), ("07", "letter")]
)
def test_a_variant_is_one_sheet(chapter: str, paper: str) -> None:
    both = made(chapter, paper)
    sheets = pages(both.sheets)
    assert len(sheets) == TWO * both.sides <= 2 * TWO
    assert all(f"variant {k + 1}" in sheets[k * both.sides] for k in range(TWO))
    assert all(x in sheets[0] for x in ("Name", "Class", "Date"))


# The command.


def test_the_command_writes_both_and_replaces_them_when_they_are_whole(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    argv = ["worksheet", "--chapter", "02", "--variants", "2", "--out", str(tmp_path / "new")]
    sheets, key = (tmp_path / "new" / f"worksheet-02{end}.pdf" for end in ("", "-key"))
    assert main(argv) == 0
    out, err = capsys.readouterr()
    assert out.splitlines() == [f"{sheets}: 2 variants, each for the front of a sheet", str(key)]
    assert "3/3" in err
    before = sheets.read_bytes(), key.read_bytes()

    def broken(*_: object, **__: object) -> None:
        raise ValueError("Typst says: no")

    monkeypatch.setattr(worksheet_paper, "printed", broken)
    assert main(argv) == 1
    assert (sheets.read_bytes(), key.read_bytes()) == before
    assert sorted(p.name for p in (tmp_path / "new").iterdir()) == [key.name, sheets.name]


@pytest.mark.parametrize("place", ["file", "file/within", "taken"])
def test_a_place_that_cannot_be_written_is_found_before_anything_is_drawn(
    place: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "taken" / "worksheet-05-key.pdf").mkdir(parents=True)
    monkeypatch.setattr(worksheet_paper, "printed", lambda *_: pytest.fail("it went on"))
    assert main(["worksheet", "--chapter", "05", "--out", str(tmp_path / place)]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert err.startswith(f"python -m netlib worksheet: --out {tmp_path / place} cannot be written")
