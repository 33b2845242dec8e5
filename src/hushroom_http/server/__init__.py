"""The web server under every surface: middleware, requests, limits, connections. It knows no format."""
