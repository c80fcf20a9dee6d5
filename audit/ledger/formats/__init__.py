"""The public formats of transparency logs, as pure functions: no database, no settings, nothing else of ours.

RFC 6962 and 9162 (trees, proofs); C2SP signed-note, tlog-checkpoint, -cosignature, -tiles and -proof.
"""
