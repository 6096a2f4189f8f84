"""Sign-in of staff: throttled password, second factor, and the admin site that asks for both."""
