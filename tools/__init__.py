"""What make runs for developers. What sets things up uses the standard library only: nothing is
installed yet when it runs."""
