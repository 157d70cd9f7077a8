import pytest

from netlib.dictionary import DICTIONARY, LAYERS
from netlib.forward import forward
from netlib.notation import shapes
from tests.networks import SIZES, random_network


def test_shapes_of_the_teaching_network() -> None:
    assert shapes((4, 3, 2)) == {
        "o_0": (4,), "o_1": (3,), "o_2": (2,), "s_0": (3,), "s_1": (2,),
        "W_0": (3, 4), "W_1": (2, 3), "t": (2,), "E": (), "G": (2,),
        "sigma_0": (3,), "sigma_1": (2,), "dE/dW_0": (3, 4), "dE/dW_1": (2, 3),
    }  # fmt: skip


@pytest.mark.parametrize("sizes", SIZES)
@pytest.mark.parametrize("batch", [None, 7])
def test_shapes_are_those_of_a_trace(sizes: tuple[int, ...], batch: int | None) -> None:
    weights, o_0, _ = random_network(sizes, batch)
    trace, promised = forward(weights, o_0), shapes(sizes, batch)
    assert all(o.shape == promised[f"o_{i}"] for i, o in enumerate(trace.o))
    assert all(s.shape == promised[f"s_{i}"] for i, s in enumerate(trace.s))
    assert all(W.shape == promised[f"W_{i}"] for i, W in enumerate(weights))


@pytest.mark.parametrize(
    ("sizes", "batch", "message"),
    [
        ((4,), None, r"sizes is \(4,\), but a network needs at least n_0 and n_1"),
        ((4, 0, 2), None, "n_1 is 0, but must be a whole number from 1"),
        ((4, 3.0), None, "n_1 is 3.0, but must be a whole number from 1"),
        ((4, 3), 0, "B is 0, but must be a whole number from 1"),
    ],
)
def test_shapes_refuse(sizes: tuple[int, ...], batch: int | None, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        shapes(sizes, batch)


def test_dictionary_table_is_a_markdown_table_with_every_term() -> None:
    rows = DICTIONARY.splitlines()
    assert {row.count("|") for row in rows} == {7}
    assert rows[0] == "| the page | netlib | meaning | Nielsen | Goodfellow | PyTorch |"
    assert rows[1] == "| --- | --- | --- | --- | --- | --- |"
    assert rows[7] == "| `t` | `t` | target | $y$ | $y$ | `target` |"
    assert [row.split("`")[1] for row in rows[2:]] == [
        "o_0", "s_i", "o_i", "W_i", "phi", "t", "E", "G(E;o_2)", "J(x;y)", "sigma_i", "delta",
    ]  # fmt: skip


def test_the_table_of_layers_is_a_markdown_table_of_the_three_libraries() -> None:
    rows = LAYERS.splitlines()
    assert {row.count("|") for row in rows} == {6}
    assert rows[0] == "| | netlib | PyTorch | Keras | scikit-learn |"
    assert [row.count("transposed") for row in rows] == [0, 0, 0, 2, 0, 0, 0]
