"""What API v1 answers, one module a feature: the shapes and how a value of the domain becomes one."""
