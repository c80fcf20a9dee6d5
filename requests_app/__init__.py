"""The journey of a request: from the approach at the counter to what left the building, and why."""
