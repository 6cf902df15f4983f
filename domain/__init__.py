"""The rules of the field: pure values and functions that know no database, no file and no framework.

Nothing here imports another package of the project and nothing does input or output.
"""
