"""What is remembered: environments, their integrations and the records of each integration's world."""
