"""The accuracy score card: ours and plain peers on the same recordings in the same run."""
