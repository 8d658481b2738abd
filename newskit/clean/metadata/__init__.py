"""What a page declares about itself, and what of it is true: headline, authors, dates, pictures and the rest."""
