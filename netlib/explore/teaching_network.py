"""The network that the notebooks think with, which explorers start from."""

import numpy as np

W_0 = np.array([[0.5, -1.0, 0.3, 0.8], [-0.7, 0.4, 1.2, -0.2], [0.9, 0.6, -0.5, -1.1]])
W_1 = np.array([[1.1, -0.8, 0.4], [-0.6, 0.9, 1.3]])
O_0 = np.array([0.9, 0.1, 0.5, 0.3])
T = np.array([1.0, 0.0])
for array in (W_0, W_1, O_0, T):
    array.setflags(write=False)  # all explorers share them
