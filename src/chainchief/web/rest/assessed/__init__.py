"""REST of the assessed lens beyond its steps: judgements in pairs and which weights count."""
