"""Identity: the users of the platform, and the credentials that prove who acts."""
