"""A local mailbox: takes mail by SMTP, keeps it, and shows it on a page and as JSON."""
