"""The sample days in `fixtures/`: invented rows with Python types, and the exports made of them.

Nothing here may import cscheck or polars: `figures.json` is the second computation of every figure.
"""
