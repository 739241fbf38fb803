"""An embedded MongoDB for development, tests and the demo; never for production."""
