"""What an emulator begins with, as people write it: by names, in the documents of each API."""
