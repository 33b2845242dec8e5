"""The notices of providers: verified, kept once, answered."""
