"""Clock and sockets: sources read live, alerts sent on."""
