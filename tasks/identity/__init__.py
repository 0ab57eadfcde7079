"""Steps that move people, groups, memberships and licences from one tenant to another."""
