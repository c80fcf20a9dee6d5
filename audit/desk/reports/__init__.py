"""Reports of what practices decided and disclosed, made from ledger entries: for reading and as files."""
