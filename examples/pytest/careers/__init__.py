"""A career site behind the scenes: openings, applications, staff."""
