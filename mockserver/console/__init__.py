"""The console: pages for people, who see through them what clients see and do what the control API can do."""
