"""Several server processes on one port: their supervisor, and one of them."""
