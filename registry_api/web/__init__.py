"""Pages for people: controllers call use cases, presenters make what is shown, templates hold the words."""
