"""One sub-package per emulated API; siblings look alike and never import each other."""
