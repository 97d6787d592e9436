"""Is it more than chance, and how big is it? Functions of small tables of counts."""
