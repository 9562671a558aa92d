"""What is ordered of providers: paid for once, looked at, told of, settled where nobody knows."""
