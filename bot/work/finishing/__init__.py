"""What came is made into beds and files: fetched through the guard, finished in workers, kept for its days."""
