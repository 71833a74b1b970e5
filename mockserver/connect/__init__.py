"""The connection flow: the links into it, the page behind them, and what comes of it."""
