"""What YAML may say: platforms, rules with their versions, limits, and rule cases."""
