"""Extract: who, where, when, how many, who said what, who did what."""

from newskit.extract.stage import LAYERS, Extract

__all__ = ["LAYERS", "Extract"]
