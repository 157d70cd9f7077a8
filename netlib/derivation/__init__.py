"""The derivation itself: its page, its results as data, and judges that know neither.

`derivation["sigma_1"]` is one result; a notebook shows it with its shapes and verdicts.
"""

from collections.abc import Mapping
from types import MappingProxyType

from netlib.derivation.results import RESULTS, Result

derivation: Mapping[str, Result] = MappingProxyType({result.id: result for result in RESULTS})

__all__ = ["derivation"]
