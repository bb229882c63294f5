"""Measurements of papercuts. Each is started with `python -m bench.<name>`, prints its figures and ends by itself."""
