"""Backpropagation for a network of logistic layers, one module per notebook.

notation (01), forward (02), error (03), jacobian and numerical (04), backward (05 and 06), digits
and training (07). A network is a list of weight matrices [W_0, W_1, ...], nothing more.
"""
