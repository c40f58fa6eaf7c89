"""What the aircraft wrote down: frames, parameters, whether it is whole and genuine, its clock, its track."""
