"""Services that search texts which we have no copy of: each is off until its key is set."""
