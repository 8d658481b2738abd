"""Extract: who, where, when, how many, who said what, who did what."""
