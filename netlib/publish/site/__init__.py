"""The book in a browser tab: Python there, and the folder that a server serves."""
