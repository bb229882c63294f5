"""What can be typed after `papercuts`: one module a command; each has `add(commands)` and a line in the README."""
