"""How staff come in: the throttled sign-in, the second factor, and the admin site that asks for both."""
