"""What people type, checked and cleaned; one module for each step."""
