"""How are we doing: the figures of a period for an owner, on the terminal, as data and as a page.

`gather` reads and counts, `sheet` puts every figure into words once, `page` draws the HTML file.
"""
