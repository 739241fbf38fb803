"""The emulator's own JSON API: being a person, and watching what happens."""
