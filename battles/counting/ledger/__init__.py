"""The only code that reads votes in bulk: dirty days, immutable segments, votes as arrays."""
