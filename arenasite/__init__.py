"""The site around its three apps: settings, addresses, schedule, staff, and what needs them together."""

import os

# Before numpy is first imported: BLAS threads on small matrices cost many times what they save.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from arenasite.celery import app as celery_app

__all__ = ["celery_app"]
