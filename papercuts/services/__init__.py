"""Work that is neither a rule nor a row: reading what was photographed, and keeping its bytes."""
