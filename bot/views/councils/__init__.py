"""Every message about councils: to their people, in App Home, to organizers."""
