"""The targets, one module each. A new one is a module, and its line in the list of ``registry``."""
