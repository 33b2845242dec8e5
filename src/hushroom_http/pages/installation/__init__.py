"""The pages as an app: manifest, icons, service worker, and the page without a network."""
