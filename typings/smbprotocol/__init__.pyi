# The part of smbprotocol that Flytt uses; the package says no types itself.
