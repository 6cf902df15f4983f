"""The package as a file: its layout, its documents, its manifest."""
