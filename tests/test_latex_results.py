"""The formula that is read is the formula that is judged: each result, and what it is not."""

import json
import random
import re
from dataclasses import replace

import pytest

from netlib.__main__ import main
from netlib.derivation.display import braced, markdown, words
from netlib.derivation.functions import FUNCTIONS
from netlib.derivation.latex import claims, objection, read
from netlib.derivation.latex.line import TOKEN
from netlib.derivation.report import as_table
from netlib.derivation.results import RESULTS, Result
from netlib.derivation.verdict import verdict


def said(latex: str, result: Result) -> str:
    return objection(latex, result.letter, result.network)


@pytest.mark.parametrize("result", RESULTS.values(), ids=lambda r: r.id)
def test_every_result_holds_as_it_is_written(result: Result) -> None:
    assert said(result.latex, result) == ""
    assert said(braced(result), result) == ""  # and its shapes under the braces


FALSE = (
    ("quarter", r"\tfrac{1}{4}", r"\tfrac{1}{2}", "instead of"),
    ("J_o2_s1", "(1 - o_{2,k})", "(1 + o_{2,k})", "is not J(o_2;s_1)"),
    ("E", r"\tfrac{1}{2}", r"\tfrac{1}{3}", "is not E: it is 2/3 times what it should be"),
    ("sigma_last", "(o_L - t)", "(t - o_L)", "its sign is the other one"),
    ("s_0_batch", r"W_0^{\mathsf T}", "W_0", "o_0 is B x n_0 and W_0 is n_1 x n_0: o_0 W_0 is no"),
    ("sigma_1_W_1", "w_{ij}", "w_{ji}", "i runs to n_2 in one place and to n_0 in another"),
    ("count_signals", r"2\,n_2 + n_2 \cdot n_1 + 2\,n_1", r"n_2 + n_2 \cdot n_1 + n_1", "about"),
)


def spoiled(name: str, right: str, wrong: str) -> Result:
    """Return a result whose LaTeX is wrong, and nothing else."""
    assert right in RESULTS[name].equation
    return replace(RESULTS[name], equation=RESULTS[name].equation.replace(right, wrong))


@pytest.mark.parametrize(("name", "right", "wrong", "why"), FALSE)
def test_the_seven_false_equations_are_rejected_each(
    name: str, right: str, wrong: str, why: str
) -> None:
    false = spoiled(name, right, wrong)
    verdict_on_it = verdict(false)
    others = {judge: yes for judge, yes in verdict_on_it.oracles.items() if judge != "as written"}
    assert all(others.values())  # nobody else reads it
    assert not verdict_on_it.ok
    assert not verdict_on_it.all_sizes
    assert why in verdict_on_it.why["as written"]
    assert f"{name}, as written: {verdict_on_it.why['as written']}" in as_table([verdict_on_it])
    assert f"`as written ✗: {verdict_on_it.why['as written']}`" in markdown(false, verdict_on_it)
    assert "Objects: as written. Because as written, " in words(false, verdict_on_it)


@pytest.mark.slow
def test_check_fails_by_seven_false_equations(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, right, wrong, _ in FALSE:
        monkeypatch.setitem(RESULTS, name, spoiled(name, right, wrong))
    assert main(["check", "--json"]) == 1
    found = {entry["id"]: entry for entry in json.loads(capsys.readouterr().out)}
    for name, _, _, why in FALSE:
        assert why in found[name]["why"]["as written"]
        assert found[name]["oracles"]["as written"] is False
    assert {name for name, entry in found.items() if not entry["ok"]} == {n for n, *_ in FALSE}


def test_what_is_written_of_each_function_holds() -> None:
    for name, function in FUNCTIONS.items():
        if claims(function.latex):
            assert objection(function.latex) == "", name


def test_every_clause_and_every_sign_is_needed() -> None:
    assert "2 equations" in said("s_0 = W_0 o_0", RESULTS["s_0"])
    assert "other networks" in said("J(o_L;s_0) = W_0", RESULTS["J_o1_s0"])
    assert "same" in said(r"\sigma_1 = \sigma_1", RESULTS["sigma_1"])
    for result in RESULTS.values():
        for m in re.finditer(r"=|\\approx|\\leftarrow", result.latex):
            where = result.latex[: m.start()]
            remark = where.endswith("only the term } l ")
            if where.count("{") == where.count("}") and not remark:  # nor a sum's range
                assert said(where + result.latex[m.end() :], result), result.id


def changed_at_random(rng: random.Random, latex: str, pool: list[str]) -> str:
    """Delete, double, replace or exchange one token."""
    spans = [m.span() for m in TOKEN.finditer(latex)]
    k = rng.randrange(len(spans))
    start, stop = spans[k]
    token, other = latex[start:stop], rng.choice(pool)
    new = {
        "delete": "", "double": f"{token} {token}", "replace": f"{other} ",
        "insert": f"{token} {other} ",
    }.get(how := rng.choice(["delete", "double", "replace", "insert", "exchange"]), "")  # fmt: skip
    if how == "exchange" and k + 1 < len(spans):
        after = spans[k + 1]
        new, stop = f"{latex[slice(*after)]} {latex[stop : after[0]]}{token} ", after[1]
    return latex[:start] + new + latex[stop:]


# Let through although they say it otherwise: a factor of 1, a product without its dot, hi for ih.
HARMLESS = re.compile(r" 1 (?=[A-Za-z\\(])|\\cdot|\s")


def plain(latex: str) -> str:
    return HARMLESS.sub("", latex).replace("hi", "ih")


def test_random_changes_crash_nothing_and_nothing_false_passes() -> None:
    rng = random.Random(0)
    pool = [token for result in RESULTS.values() for token in TOKEN.findall(result.latex)]
    tried, spelling, passed = 0, 0, set()
    for result in RESULTS.values():
        for _ in range(59):
            changed = result.latex
            for _ in range(rng.choice((1, 1, 2))):
                changed = changed_at_random(rng, changed, pool)
            tried += 1
            if said(changed, result):
                continue
            if read(changed, result.network) == read(result.latex, result.network):
                spelling += 1  # spaces, or the words of a remark
            else:
                passed.add((result.id, re.sub(r"\s+", " ", changed)))
    assert tried == 59 * len(RESULTS)
    assert spelling < 0.04 * tried
    for name, changed in passed:
        assert plain(changed) == plain(RESULTS[name].latex), changed
