"""How sure grade and rank are: the page, its choices, the slider, one draw."""
