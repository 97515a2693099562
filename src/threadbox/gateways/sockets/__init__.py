"""The sockets of visitors and operators: frames in, frames out."""
