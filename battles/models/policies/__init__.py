"""Dated policies: what they share, counting, and sampling with the weights of pairs."""
