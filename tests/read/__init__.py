"""Reading: files in every shape, and an account of every row."""
