"""Who is reminded of what, and when. A message is a row before it is a mail: claimed, sent, recorded."""
