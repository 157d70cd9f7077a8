"""One explorer per notebook, all on one small stage: pictures that answer."""

from netlib.explore.forward_pass import ForwardPass
from netlib.explore.gradient_flow import GradientFlow
from netlib.explore.stage import Explorer

EXPLORERS: dict[str, type[Explorer]] = {"02": ForwardPass, "06": GradientFlow}
