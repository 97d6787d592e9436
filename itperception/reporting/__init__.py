"""How is it told? Tables, charts and sentences; notebooks run into pages."""
