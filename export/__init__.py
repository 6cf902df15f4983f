"""The monthly package for the regional register: months and dates, collecting, checking, building, proving."""
