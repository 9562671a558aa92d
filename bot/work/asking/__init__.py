"""What people ask for: understood, chosen, priced, stored before it is answered."""
