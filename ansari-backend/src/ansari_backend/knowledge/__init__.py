"""The texts and the search over them; knows nothing of agents or HTTP."""
