"""The web app: pages of HTML that the server writes, each usable before a script has loaded."""
