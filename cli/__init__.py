"""The command line of newskit."""
