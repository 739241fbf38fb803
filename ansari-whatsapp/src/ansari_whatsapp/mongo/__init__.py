"""How we speak to MongoDB, whatever is stored there."""
