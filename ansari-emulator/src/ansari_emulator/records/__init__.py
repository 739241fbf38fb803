"""What the emulator remembers of its traffic, for a test to read afterwards."""
