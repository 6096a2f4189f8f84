"""Imports that staff start in the admin and that run in the background.

`spool` stores what is uploaded and finds files of the directory that may be read, `options` is what staff
choose, `results` turns reports into JSON, and `work` checks and imports.
"""

from .work import run_due

__all__ = ["run_due"]
