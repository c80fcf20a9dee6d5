"""A program of its own for somewhere else: it imports nothing of ours, and nothing of ours imports it."""
