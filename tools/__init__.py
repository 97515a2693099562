"""What make runs for developers. Standard library only: nothing is installed yet when it runs."""
