"""A visitor's own battles: their list, their export, their own leaderboard, agreement with other voters."""
