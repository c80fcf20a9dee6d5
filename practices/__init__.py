"""Where people work: practices, people, roles written as code, memberships, deputies and sign-in."""
