"""When to worry: rules over what has just been heard."""
