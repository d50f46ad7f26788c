"""Messages to Service Bus, by AMQP and by its REST interface."""
