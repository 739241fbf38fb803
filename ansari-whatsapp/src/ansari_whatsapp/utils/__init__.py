"""The backend's client, settings, languages and logs."""
