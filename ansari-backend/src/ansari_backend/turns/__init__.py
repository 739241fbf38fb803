"""One answer being made: run, join, replay."""
