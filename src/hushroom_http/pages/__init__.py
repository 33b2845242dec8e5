"""Pages of plain HTML for the links in emails, until a website has pages of its own."""
