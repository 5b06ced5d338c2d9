"""Pages, their htmx partials and the JSON API: everything that speaks HTTP."""
