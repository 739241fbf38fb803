"""The Ansari agent: prompt, tools, models, and quotations put in by reference."""
