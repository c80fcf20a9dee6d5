"""What it costs, as ratios against a peer and against the limit of the same machine, in one run."""
