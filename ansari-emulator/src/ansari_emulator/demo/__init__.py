"""All of Ansari on one machine: started, asked one question, and kept running."""
