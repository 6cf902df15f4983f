"""The invented town of Верхнереченск: texts of its acts as data (``texts/``) and the writers that lay them out."""
