"""What the notebooks show: pictures with the words that say the same, and netlib's own lines."""
