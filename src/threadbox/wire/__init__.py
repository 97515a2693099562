"""What goes over the wire: our frames, Crisp's vocabulary, and how a refusal looks outside."""
