"""What goes wrong on purpose: an application that only the test of leaks installs."""
