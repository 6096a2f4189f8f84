"""The demo: an invented arena with a simulated history."""
