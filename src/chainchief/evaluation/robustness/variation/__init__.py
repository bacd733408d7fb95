"""One study of how sure scores and ranks are: what is drawn, what is counted, what one weight does."""
