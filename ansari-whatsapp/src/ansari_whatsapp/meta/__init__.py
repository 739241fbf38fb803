"""Meta's side of the wire: its JSON in, Graph calls out, what its errors mean for us."""
