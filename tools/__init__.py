"""What make runs for developers. Standard library only, so that it works before anything is installed."""
