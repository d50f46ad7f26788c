"""What runs the due work: claim, attempt, settle, in real and in virtual time."""
