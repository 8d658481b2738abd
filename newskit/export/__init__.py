"""Export: every tool that people already use opens the corpus."""
