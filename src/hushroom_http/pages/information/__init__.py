"""The public texts: help, legal pages, crisis lines, status, and the pages that explain the platform."""
