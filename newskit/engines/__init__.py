"""Who runs the stages: this process, local workers, a cluster."""
