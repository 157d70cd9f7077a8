"""One explorer per notebook, all on one small stage: pictures that answer."""

from netlib.explore.error_bowl import ErrorBowl
from netlib.explore.forward_pass import ForwardPass
from netlib.explore.gradient_flow import GradientFlow
from netlib.explore.slopes import Slopes
from netlib.explore.stage import Explorer

EXPLORERS: dict[str, type[Explorer]] = {"02": ForwardPass, "03": ErrorBowl, "04": Slopes, "06": GradientFlow}
