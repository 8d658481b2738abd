"""Data of the fetcher: parameters that track, pages that are no articles."""
