"""The public pages of boards, and what other sites embed: badge, frame, feed. JSON is in `ratings.api`."""
