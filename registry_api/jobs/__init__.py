"""Work in the background: a durable queue reminds, workers read, a sweep finds what was forgotten.

The intake item is the truth about what is to be done (:mod:`storage.intake`); the queue (DBOS, on SQLite or
PostgreSQL) only carries reminders from the site to the workers. A reminder that is lost is made again by the sweep,
one that comes twice finds nothing to claim.
"""
