"""Lessons published: a notebook, read once, as many copies on as many media as there are.

reading makes a Lesson, a tree of texts and groups; copies makes of it what a student and a teacher
get, trees again; paper and screen, the media, write any copy; build makes them all; slides is for a
wall.
"""
