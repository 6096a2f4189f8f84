"""Public receipts of votes."""
