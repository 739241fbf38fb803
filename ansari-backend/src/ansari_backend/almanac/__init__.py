"""Prayer times, the qibla and the Hijri date, computed here."""
