"""What staff see of a battle, a finding and a voter."""
