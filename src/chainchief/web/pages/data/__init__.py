"""What was read: findings, tables, cells."""
