"""`python -m crossrep` is the command."""

from crossrep.app.main import main

if __name__ == "__main__":
    main()
