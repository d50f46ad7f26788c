"""What clients may ask for, whichever API they ask through."""
