"""Pages about the site itself (contact, API and data), and what browsers and search engines ask for.

Pages of battles and boards are in the views of those apps.
"""
