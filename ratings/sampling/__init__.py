"""The public view of sampling: shares, votes needed, changes by staff."""
