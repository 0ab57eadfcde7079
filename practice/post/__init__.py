"""Where a rehearsal's notices go: a mail server and a webhook that keep everything and pass nothing on."""
