"""Steps for what people do with their hands."""
