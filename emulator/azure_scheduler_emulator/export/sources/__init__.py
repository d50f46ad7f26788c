"""Where do the jobs come from? Snapshots and files with definitions; ``reading`` tells which is which."""
