"""The judges: plain loops, numbers, symbols. None of them can reach what it judges."""
