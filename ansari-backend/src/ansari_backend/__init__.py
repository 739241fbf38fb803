"""The Ansari backend: people, threads, and the agent that answers."""
