"""The words of the pages: gettext catalogues, one per language and feature. English texts are their own keys."""
