"""The arena in figures: votes counted and excluded, decisions, findings, detectors. Nobody is named."""
