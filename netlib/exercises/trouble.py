"""What stopped a student's function, told as the trap that it is; Python's own words stand behind.

The first trap that fits is told. It gives no answer: it says what the sentence of Python or NumPy
means for vectors and matrices, and where to look.
"""

import re
from collections.abc import Mapping
from typing import Any

import numpy as np

# A type of exception, what its message has, and what it means.
TRAPS: tuple[tuple[type[BaseException], str, str], ...] = (
    (RecursionError, "", "it calls itself without end"),
    (ImportError, "", "a module that it imports is not here; NumPy is enough"),
    (NotImplementedError, "", "a part of it is not written yet"),
    (AssertionError, "", "an assert of its own fails"),
    (ZeroDivisionError, "", "it divides by zero"),
    (OverflowError, "", "a number gets too large"),
    (np.exceptions.AxisError, "", "it names an axis that isn't there: one sample is a plain vector "
     "with a single axis, a batch has two"),
    (np.linalg.LinAlgError, "", "this operation needs another kind of matrix, and the chain rule "
     "needs no inverse"),
    (IndexError, "too many indices", "one index too many: a plain vector has one, a matrix two"),
    (IndexError, "out of (bounds|range)", "an index goes past the end: code counts from 0, "
     "formulas count from 1"),
    (IndexError, "scalar variable", "a single number has no entries, so no index"),
    (IndexError, "", "an index doesn't fit: indices are whole numbers, counted from 0"),
    (EOFError, "", "it asks for something to be typed; all that it needs are its arguments"),
    (KeyError, "", "a dictionary has no such key"),
    (ValueError, "einstein|axes don't match", "it names more axes than there are: one sample is a "
     "plain vector with a single axis, a batch has two"),
    (ValueError, "broadcast", "two shapes don't fit entry by entry: sums, differences and * need "
     "the same shape on both sides"),
    (ValueError, "does not have enough dimensions", "@ has a single number on one side; a number "
     "times an array is written *"),
    (ValueError, "matmul|not aligned|core dim|shape-mismatch", "the sizes of a matrix product "
     "don't meet: what stands left of @ needs as many columns as the right side has rows"),
    (ValueError, "truth value", "an if or a comparison takes one number, and here is an array"),
    (ValueError, "inhomogeneous|with a sequence", "rows of different lengths make no matrix"),
    (ValueError, "reshape", "another number of entries is needed for that shape"),
    (ValueError, "unpack", "it takes apart more or fewer values than there are"),
    (TypeError, r"positional arg|unexpected keyword", "a function gets more or fewer "
     "arguments than it takes; yours is called with {arguments}"),
    (TypeError, "data type", "a shape needs brackets of its own: np.zeros((2, 3))"),
    (TypeError, r"bitwise_xor|for \^", "a power is written ** in Python, not ^"),
    (TypeError, "ufunc", "there is text, or something else that is no number, in an array"),
    (TypeError, "ellipsis", "a ... is still left in it"),
    (TypeError, "NoneType", "something in it is None: a function without a return, or a print?"),
    (TypeError, "not callable", "brackets stand directly behind something that is no function: is "
     "a * missing?"),
    (TypeError, "scalar", "a function for one number, such as those of math, got an array: NumPy "
     "has its own (np.exp)"),
    (TypeError, "subscriptable|not iterable|has no len", "a single number is used like a list"),
    (TypeError, "sequence", "a list is used like an array: np.array makes one of it"),
    (TypeError, "integer|index", "a whole number is needed there"),
    (TypeError, "unsupported operand|concatenate", "two things of different kinds are combined"),
)  # fmt: skip
PLAIN = "; one sample is a plain vector, neither row nor column, and .T changes nothing in it"


def trap(error: BaseException, letters: Mapping[str, Any]) -> str:
    """Return what an exception means, for a function that was called with these letters."""
    arguments = f"({', '.join(letters)})"
    if isinstance(error, UnboundLocalError):
        return f"the name “{error.name or '?'}” is used before it has a value"
    if isinstance(error, NameError):
        return f"the name “{error.name or '?'}” has no value; those given are {arguments}"
    if isinstance(error, AttributeError) and error.name:
        return f"“.{error.name}” is asked of something that hasn't got it"
    message = str(error)
    for kind, pattern, meaning in TRAPS:
        if isinstance(error, kind) and re.search(pattern, message):
            plain = any(np.ndim(value) == 1 for value in letters.values())
            product = plain and "as many columns" in meaning
            return meaning.format(arguments=arguments) + PLAIN * product
    return "Python can't do what stands there"


def told(error: BaseException, letters: Mapping[str, Any]) -> str:
    """Return the trap, and behind it the words of Python or NumPy, not too many of them."""
    words = " ".join(str(error).split())
    words = f"{type(error).__name__}: {words[:70]}{'…' * (len(words) > 70)}".rstrip(": ")
    return f"{trap(error, letters)} ({words})"
