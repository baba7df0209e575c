"""Portal (system): services and policies, found and chosen."""
