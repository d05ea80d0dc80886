"""`python -m cscheck`."""

from cscheck.cli import main

main()
