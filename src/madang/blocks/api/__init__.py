"""What every room's ``api.py`` shares: the site's API, problems, paging. No models."""
