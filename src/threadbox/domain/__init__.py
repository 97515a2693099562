"""What the words mean. Standard library only; no clock, no randomness, no I/O."""
