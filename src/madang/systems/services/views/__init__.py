"""Pages of all channels. The same steps, drawn for a citizen at home, at a kiosk, and for an official who writes for one."""
