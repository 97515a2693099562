"""Who may: proofs of who somebody is, origins, and how much a stranger may ask for."""
