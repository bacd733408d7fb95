"""One function a page: what is asked, what is answered, in plain HTML."""
