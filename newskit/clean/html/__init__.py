"""HTML to blocks and metadata: one parse, a learned choice of blocks, what the page declares about itself."""
