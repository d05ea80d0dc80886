"""Measures, each on a few rows."""
