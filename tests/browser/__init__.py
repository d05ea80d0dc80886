"""The HTML report in a real browser; run with `.ci/browser` or `pytest tests/browser`."""
