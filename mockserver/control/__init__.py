"""The control API under /_mock: what a test or a person does to the mock itself."""
