"""What templates show: plain data made inside a session, so that no template ever reaches for the database."""
