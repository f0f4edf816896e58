"""Benchmarks: each measures a ratio against a named baseline in the same run."""
