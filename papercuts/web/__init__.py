"""Who is signed in, what they may do, the guard of every request, filters for templates, error answers."""
