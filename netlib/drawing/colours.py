"""Colours that stay apart for every kind of eyesight, and in grey."""

# Source: M. Okabe and K. Ito, Color Universal Design, 2008.
BLUE = "#0072B2"
VERMILLION = "#D55E00"
GREEN = "#009E73"
GREY = "#767676"
