"""The emails that were sent and the push subscriptions, in PostgreSQL."""
