"""In front of the faces: which one claims a request, and what is remembered of it."""
