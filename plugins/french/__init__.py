"""French as it is written: dates, amounts, sizes, elision, quotation marks. It imports nothing of ours."""
