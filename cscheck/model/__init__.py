"""What an audit found, as frozen values: nothing here reads, measures or renders."""
