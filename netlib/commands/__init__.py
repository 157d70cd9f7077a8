"""The commands of `python -m netlib`, a module each: what it is ABOUT, its options, its run.

NumPy and all that needs it is imported where it is used: --help and a wrong option are quick.
"""
