"""Transfer: an environment as readable JSON lines, out of one server or database and into another."""
