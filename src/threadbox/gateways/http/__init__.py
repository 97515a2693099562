"""What is asked by HTTP: the boot of a chatbox, signing in, pages, health and metrics."""
