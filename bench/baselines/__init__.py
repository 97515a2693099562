"""What Threadbox is measured beside: small servers that do one thing and nothing else."""
