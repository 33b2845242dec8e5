"""Everything that belongs to one machine: `hushroom dev`, embedded servers, emulators, seeding."""
