"""Tests of the reports: the same numbers in all of them, and nothing in them that must not be."""
