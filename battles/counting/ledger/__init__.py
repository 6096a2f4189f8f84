"""The one place that reads votes in bulk: marks of dirty days, immutable segments, votes as arrays."""
