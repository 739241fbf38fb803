"""A vendor of models that is nobody's: it speaks OpenAI's protocol, and can be down on demand."""
