"""Pages of the portal: what everybody finds (``finding``), one listing (``listing``), the editors' desk (``desk``)."""
