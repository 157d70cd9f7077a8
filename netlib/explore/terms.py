"""How one number of the derivation is made: term by term, in letters and with its numbers."""

from collections.abc import Collection

from netlib.drawing.spelled import Term
from netlib.drawing.svg import decimal, setting
from netlib.explore.model import Numbers
from netlib.letters import E, G, Letter, W, o, product, s, sigma, t


def layer_of(letter: Letter, L: int) -> int:
    """Return the i of the W_i at which a letter is computed; L - 1 for E and G."""
    i = (letter.of[-1] if letter.of else letter).layer
    if i is None:
        return L - 1
    return i - 1 if letter.kind == "o" else i


def terms(
    letter: Letter, focus: Letter, n: Numbers, L: int, hidden: Collection[Letter] = ()
) -> list[Term]:
    """Return how a number of that letter is made: the one that the focus has to do with.

    L: the number of weight matrices. hidden: entries that are written as question marks.
    """
    i = layer_of(letter, L)
    j, k = (focus.node(layer, L) or 0 for layer in (i, i + 1))
    out, total = o(i + 1)[k], s(i)[k]

    def written(x: Letter) -> str:
        chosen = x.kind in ("W", "t") or x.whole == o(0)
        return "?" if x in hidden else (setting if chosen else decimal)(float(n[x.whole][x.at]))

    def result(x: Letter, word: str) -> Term:
        return Term(x.drawn, written(x), word, result=True)

    def bracketed(x: Letter, word: str, sign: str) -> Term:
        return Term(x.drawn, f"({written(x)})", word, sign)

    match letter.kind:
        case "E":
            found = [result(E, "error")]
            for m in range(len(n[t])):
                x, aim, sign = o(L)[m], t[m], "+ ½" if m else "= ½"
                numbers = f"({written(x)} − {written(aim)})²"
                squared = f"({x.drawn} − {aim.drawn})^2"
                found.append(Term(squared, numbers, f"miss of output {m + 1}", sign))
            return found
        case "s":
            found = [result(total, "the sum")]
            for m in range(n[W(i)].shape[1]):
                found.append(bracketed(W(i)[k, m], "weight", "+" if m else "="))
                found.append(bracketed(o(i)[m], "output" if i else "input", "·"))
            return found
        case "o":
            summed = Term(f"φ({total.drawn})", f"φ({written(total)})", "of the sum", "=")
            return [result(out, "the output"), summed]
        case "G":
            goal = Term(t[k].drawn, written(t[k]), "should be", "−")
            return [result(G[k], "the miss"), Term(out.drawn, written(out), "is", "="), goal]
        case "dE":
            signal = Term(sigma(i)[k].drawn, written(sigma(i)[k]), "signal at its end", "=")
            heard = Term(o(i)[j].drawn, written(o(i)[j]), "output at its beginning", "·")
            return [result(letter[k, j], f"for {W(i)[k, j].prose}"), signal, heard]
        case "product":
            found = [result(letter[j], f"comes to node {j + 1}")]
            for m in range(len(n[W(i)])):
                found.append(bracketed(sigma(i)[m], "signal", "+" if m else "="))
                found.append(bracketed(W(i)[m, j], "weight", "·"))
            return found
    back = G[k] if i == L - 1 else product(sigma(i + 1), W(i + 1))[k]
    lacks = decimal(1 - float(n[out.whole][k]))
    return [
        result(letter[k], "signal"),
        Term(back.drawn, written(back), "what came back", "="),
        Term(out.drawn, written(out), "output", "·"),
        Term(f"(1 − {out.drawn})", lacks, "what it lacks to 1", "·"),
    ]
