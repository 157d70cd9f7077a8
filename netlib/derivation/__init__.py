"""The derivation itself: its page, its results as data, and judges that know neither.

`derivation["sigma_1"]` is one result; a notebook shows it with its shapes and verdicts.
"""

from collections.abc import Mapping
from types import MappingProxyType

from netlib.derivation.display import Shown
from netlib.derivation.results import RESULTS

derivation: Mapping[str, Shown] = MappingProxyType({id: Shown(r) for id, r in RESULTS.items()})

__all__ = ["derivation"]
