"""`python -m truecourse` is the command `truecourse`."""

from truecourse.cli import main

if __name__ == "__main__":
    main()
