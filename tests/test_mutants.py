"""Break netlib, or the derivation's data, in one place at a time: `check`'s judges must object."""

import warnings
from typing import Any

import pytest

from tests import campaign
from tests.mutants import MODULES, mutants

LISTED = [edit for edits in campaign.EQUIVALENT.values() for edit in edits]
OF_LATEX = sorted(edit for edit in LISTED if ".latex: " in edit)
OF_DATA = sorted(edit for edit in LISTED if "." in edit.split(": ")[0] and edit not in OF_LATEX)

pytestmark = pytest.mark.slow


def test_the_judges_object_to_every_edit_of_netlib_but_equivalent_ones(
    record_property: Any,
) -> None:
    assert {name for name, _, _ in mutants()} == set(MODULES)
    through, tried = campaign.through(campaign.code_edits())
    record_property("figures", f"{tried} edits of netlib: {len(through)} go through")
    assert through == sorted(edit for edit in LISTED if edit not in (*OF_DATA, *OF_LATEX))
    assert tried >= 1000
    assert campaign.netlib_passes()  # it is whole again


def test_the_judges_object_to_every_edit_of_the_data_but_equivalent_ones(
    record_property: Any,
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a wrong formula may overflow anywhere
        through, tried = campaign.through(campaign.data_edits())
    record_property("figures", f"{tried} edits of the derivation's data: {len(through)} go through")
    assert through == OF_DATA
    assert tried >= 1800


def test_the_judges_object_to_every_edit_of_what_is_displayed_but_equivalent_ones(
    record_property: Any,
) -> None:
    through, tried = campaign.through(campaign.latex_edits())
    record_property("figures", f"{tried} edits of what is displayed: {len(through)} go through")
    assert through == OF_LATEX
    assert tried >= 2800
