"""Fetch: polite, honest, resumable, safe against a hostile web."""
