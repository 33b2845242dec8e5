"""Pages of abuse reports."""
