"""Past boards: any day, differences, thinning."""
