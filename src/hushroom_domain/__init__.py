"""The domain of Hushroom: values, state machines and use cases, without frameworks and I/O."""
