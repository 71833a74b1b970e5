"""Upstream: what happens in the customer's own system, one event at a time or by living through days of them."""
