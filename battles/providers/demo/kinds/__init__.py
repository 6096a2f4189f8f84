"""The kinds of answers a demo model can give, one subject a file.

Each kind is a function from a Task to a Draft, or to None where the prompt is not of its kind.
"""
