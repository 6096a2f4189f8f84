"""Past boards: any day, differences, thinning."""

from ratings.history.thinning import thin

__all__ = ["thin"]
