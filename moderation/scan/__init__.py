"""The scan: rules that read new battles and record findings."""

from moderation.scan.run import scan

__all__ = ["scan"]
