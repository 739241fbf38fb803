"""Where the gateway is put together and meets the world: HTTP, command line, health."""
