"""Notebook 01: the symbols of the page and what they are called elsewhere.

Nielsen counts layers from 1, so his index is one higher than ours for outputs, two for the rest.
Goodfellow, Bengio and Courville write Wᵀx in their section 6.1, where a column of W belongs to an
output, and W h in their algorithms 6.3 and 6.4, where a row does, as here; there a is the
pre-activation.
Source: M. Nielsen, Neural Networks and Deep Learning, chapter 2; I. Goodfellow, Y. Bengio and
A. Courville, Deep Learning, chapter 6; the documentation of PyTorch, Keras and scikit-learn.
"""

# A Markdown table, a row for each symbol.
DICTIONARY = r"""
| the page | netlib | meaning | Nielsen | Goodfellow | PyTorch |
| --- | --- | --- | --- | --- | --- |
| `o_0` | `o_0` | input | $a^1 = x$ | $x$ | `x` |
| `s_i` | `trace.s[i]` | pre-activation, weighted sum | $z^{i+2}$ | $z = W^{\mathsf T} h$ (6.1), $a$ (Alg. 6.3) | `layer(x)` |
| `o_i` | `trace.o[i]` | activation, output of layer i | $a^{i+1}$ | $h$ | `torch.sigmoid(...)` |
| `W_i` | `weights[i]` | weights, row = output | $w^{i+2}$ | $W^{\mathsf T}$ (6.1), $W$ (Alg. 6.3) | `layer.weight` |
| `phi` | `logistic` | the logistic function | $\sigma$, sigmoid | $\sigma$ | `torch.sigmoid` |
| `t` | `t` | target | $y$ | $y$ | `target` |
| `E` | `E` | error, half the sum of squares | $C$ | $J$ | `0.5 * ((o - t) ** 2).sum()` |
| `G(E;o_2)` | `G` | $\partial E/\partial o_2$, a row | $\nabla_a C$ | $\nabla J$, a column | `o.grad, after o.retain_grad()` |
| `J(x;y)` | `..._jacobian` | Jacobian, rows $x$, columns $y$ | $\partial x/\partial y$ | $\partial x/\partial y$ | `jacobian(f, y)` |
| `sigma_i` | `gradients.sigma[i]` | $\partial E/\partial s_i$, error signal | $\delta^{i+2}$ | $g$, after $g \odot f'(a)$ | `s.grad, after s.retain_grad()` |
| `delta` | `gradients.weights[i]` | $\partial E/\partial W_i$, weight gradient | $\partial C/\partial w$ | $\nabla_W J$ | `weight.grad` |
""".strip()  # noqa: E501

# How three libraries keep a layer, its weights and its bias.
LAYERS = r"""
| | netlib | PyTorch | Keras | scikit-learn |
| --- | --- | --- | --- | --- |
| a layer | `weights[i]` | `nn.Linear(n, m)` | `Dense(m)` | layer `i` of an `MLPClassifier` |
| its weights | $W_i$ | `weight`: as ours | `kernel`: ours transposed | `coefs_[i]`: ours transposed |
| their shape | $n_{i+1} \times n_i$ | `(m, n)` | `(n, m)` | `(n, m)` |
| its sums | `o @ W.T` | `x @ weight.T + bias` | `dot(x, kernel) + bias` | `x @ coefs_[i] + intercepts_[i]` |
| a bias | none | unless `bias=False` | unless `use_bias=False` | always |
""".strip()  # noqa: E501
