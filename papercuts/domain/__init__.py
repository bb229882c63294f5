"""Pure rules and arithmetic: no clock, no randomness, no database, no web."""
