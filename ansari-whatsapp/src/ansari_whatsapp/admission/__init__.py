"""Whom we serve just now, and how much: switches of operators, and quotas."""
