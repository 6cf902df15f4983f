"""Parts of ``make bench-accuracy``: the halves, reading and finding, the score, the report."""
