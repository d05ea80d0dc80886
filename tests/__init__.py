"""The tests, and the slow reading that holds the measures to their definition."""
