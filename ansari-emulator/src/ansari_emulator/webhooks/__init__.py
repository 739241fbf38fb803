"""What Meta tells the business: written, sealed, and repeated until it is taken."""
