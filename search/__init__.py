"""Search: query language, analysis of Russian, the index port and its two engines, snippets, the indexer.

One analysis in Python feeds both engines, one syntax tree is compiled for each: both give the same set of acts for
the same query.
"""
