"""What does a page show? Values of the domain become plain ones that a template only has to place."""
