"""Steps for two instances that become one."""
