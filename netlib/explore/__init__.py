"""One explorer per notebook, all on one small stage: pictures that answer."""

from netlib.explore.error_bowl import ErrorBowl
from netlib.explore.forward_pass import ForwardPass
from netlib.explore.gradient_flow import GradientFlow
from netlib.explore.shapes import Shapes
from netlib.explore.sigma_1 import Sigma1
from netlib.explore.slopes import Slopes
from netlib.explore.stage import Explorer
from netlib.explore.training_watched import TrainingWatched

EXPLORERS: dict[str, type[Explorer]] = {
    "01": Shapes,
    "02": ForwardPass,
    "03": ErrorBowl,
    "04": Slopes,
    "05": Sigma1,
    "06": GradientFlow,
    "07": TrainingWatched,
}
