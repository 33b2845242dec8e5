"""A local provider of sign-ins: OpenID Connect, and the dialects of GitHub and of Apple; anybody can be chosen."""
