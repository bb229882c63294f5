"""Writes, named by verbs. They add and flush; the view, command or test commits."""

from papercuts.actions import accounts, history

__all__ = ["accounts", "history"]
