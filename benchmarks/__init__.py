"""Measures of speed, memory and truth: ``make bench-NAME``."""
