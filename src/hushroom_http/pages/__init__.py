"""Pages of plain HTML: the documentation, and those that links in letters lead to while no website has its own."""
