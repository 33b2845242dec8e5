"""The programs of one machine: `hushroom dev`, embedded servers, emulators, seeding."""
