"""What changes things: plain functions that decide, and record what follows."""
