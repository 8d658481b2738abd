"""One way in and one way out, whatever the format."""
