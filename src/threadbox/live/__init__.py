"""Connections of this process: sockets, feeds, the bell between processes, signals."""
