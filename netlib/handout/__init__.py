"""Handouts: the stored notebooks as PDF and HTML, a student's copy and a teacher's."""
