"""Lessons published: a stored notebook, read once, as paper and as pages for a screen."""
