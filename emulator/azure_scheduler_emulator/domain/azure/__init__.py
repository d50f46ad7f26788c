"""What only the Azure service has: subscriptions, job collections, operations."""
