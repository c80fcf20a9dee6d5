"""The signer: a process of its own that integrates the logs into their trees and signs them.

The web server and the workers never import this: what is here reads the signing key.
"""
