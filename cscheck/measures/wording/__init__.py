"""Wording: lists of words, how texts are folded before they are compared, and what they say."""
