"""The nouns: immutable records of fields and nothing else. SI and radians; `t` is POSIX seconds UTC."""
