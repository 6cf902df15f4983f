"""Pages as pictures: scans that come as image files, pictures of pages for people to compare with the text."""
