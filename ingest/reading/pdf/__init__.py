"""PDF -> drafts of blocks."""
