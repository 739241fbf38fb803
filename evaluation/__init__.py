"""Suites of questions that any model can be run against, through the agent as it is served."""
