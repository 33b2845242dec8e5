"""What is true in Hushroom: values, state machines and use cases, free of frameworks and of I/O."""
