"""Tests of the folding of texts, the word lists and what they find."""
