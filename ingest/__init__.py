"""Bytes -> document (blocks) -> requisites, clauses, citations."""
