"""The pages of companions: their home, application and profile."""
