"""Scenarios: how environments begin, as files that people write and packs that tell a story."""
