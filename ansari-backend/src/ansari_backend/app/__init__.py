"""Where the backend is put together and meets the world: HTTP and command line."""
