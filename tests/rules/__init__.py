"""Rulesets: what YAML may say, and what it is told when it may not."""
