"""What is done to text, whatever format it came in: encodings, damage and its repairs, likeness to Russian."""
