"""The clock and the ids of real platforms, in modules of their own because the ids need the extra `server`."""
