"""Reports: each module tells the same Result to a different reader, and sees nothing else."""
