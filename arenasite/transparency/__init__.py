"""An arena in numbers: counted and excluded votes, decisions, findings, detectors. No person is named."""
