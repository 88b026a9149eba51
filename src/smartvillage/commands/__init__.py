"""What the command line does, command by command; `smartvillage.__main__` runs it."""
