"""Colours that stay apart for every kind of colour vision; in grey, marks and dashes must do it."""

# Source: M. Okabe and K. Ito, Color Universal Design, 2008; the grey is added.
BLUE = "#0072B2"
VERMILLION = "#D55E00"
GREY = "#767676"
