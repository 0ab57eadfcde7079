"""The board: notices as a small web application of its own, which reads the ledger and needs no Prefect."""
