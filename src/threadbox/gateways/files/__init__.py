"""Files that people send: taken in, looked at, kept, handed out and cleaned up."""
