"""One analysis of Russian text for indexing, querying and highlighting."""

from search.analysis.analysis import Analysis, Streams, analysis_version, default_analysis
from search.analysis.morphology import Morphology
from search.analysis.tokenizer import Token, fold_token, tokenize

__all__ = [
    "Analysis",
    "Morphology",
    "Streams",
    "Token",
    "analysis_version",
    "default_analysis",
    "fold_token",
    "tokenize",
]
