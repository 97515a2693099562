"""What shows things, and decides who may see what."""
