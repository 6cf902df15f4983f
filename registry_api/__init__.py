"""The face: web pages, JSON API, command line, jobs, settings; the one place where everything is put together."""
