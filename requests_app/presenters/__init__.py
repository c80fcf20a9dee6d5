"""What pages show, in words, from what the selectors found."""
