"""Measurements, each as a ratio to a bare application on the same machine in the same run."""
