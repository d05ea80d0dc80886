"""From cases to verdicts, and to everything that follows from a verdict."""
