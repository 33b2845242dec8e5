"""`hushroom doctor`: checks the settings and every dependency."""
