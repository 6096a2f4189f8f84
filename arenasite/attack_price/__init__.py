"""What it would take to move a model one rank, by simulation on the arena's own votes."""
