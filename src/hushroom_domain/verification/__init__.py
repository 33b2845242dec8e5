"""The verification of identities: a provider looks at documents, and only its outcome is kept."""
