"""Campaigns in the admin: their pages, the judgement of one, and the action that adds to one."""
