"""Looking into files that strangers wrote: in a child process with limits, which knows neither Django nor the site.

``running`` starts the child and reads its answer, ``child`` is what runs there, the rest one file a kind.
"""
