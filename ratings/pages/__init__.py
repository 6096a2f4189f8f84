"""The public pages of boards."""
