"""Parts of the benchmark of reading."""
