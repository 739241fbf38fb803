"""Files that people and the business send each other: kept, described, and lent for a while."""
