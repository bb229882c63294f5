"""Reads. They return rows or dataclasses and change nothing."""

from papercuts.queries import accounts

__all__ = ["accounts"]
