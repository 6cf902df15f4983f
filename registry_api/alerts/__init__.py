"""Alerts: what saved searches find among new and changed acts, told by letter and by feed."""
