"""The house's front: contact, API and data, and what browsers and search engines ask a site for."""
