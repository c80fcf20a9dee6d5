"""The program that goes out with every export: verify.py, a single file that needs nothing else of ours."""
