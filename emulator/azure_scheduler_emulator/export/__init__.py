"""The way out: jobs as documents of other schedulers, with what does not carry over and a proof of the times."""
