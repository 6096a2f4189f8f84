"""How dates and times are written everywhere, in every language: ISO 8601, as in the boards and the API."""
