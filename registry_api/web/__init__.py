"""Pages for people: controllers read a request and call a use case, presenters make what a template shows, templates hold the words."""
