"""What the larger pages show: rows of queries made ready for a template, and the geometry of charts."""
