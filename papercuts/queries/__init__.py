"""Reads. They return rows or dataclasses and change nothing."""

from papercuts.queries import accounts, history, settings

__all__ = ["accounts", "history", "settings"]
