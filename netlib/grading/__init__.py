"""Marks for a folder of students' notebooks: each is run shut in, and judged from outside.

A package of its own, since half of it runs strangers' code and must not reach the other half.
`server`, `shut` and `cells` run it, in processes that have no answers in their memory; `plain` is
all that comes out of them; `notebook`, `verdicts`, `paper` and `marking` never run any of it.
"""
