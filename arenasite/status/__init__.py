"""The state of the site: heartbeats of its processes, checks by name, probes, and what is left to do."""
