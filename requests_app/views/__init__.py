"""Pages: fetch in scope, bind a form, call one action, redirect."""
