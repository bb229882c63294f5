"""Forms: plain wtforms, free of Flask; choices arrive as arguments."""
